"""Morning in few touches: offered times are kept only when taken, sleep may be in parts, the day is asked."""

import re
import sys
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.test_tonight import THUMB
from tests.site import Site

pytestmark = pytest.mark.browser
DATE = "2026-11-10"
TIMES = ("Went to bed", "Tried to sleep", "Woke for good", "Got up")
NUMBERS = {"Minutes to fall asleep": "15", "Times you woke": "2", "Minutes awake in the night": "20"}
PROMISED = 40


@pytest.fixture
def phone(phone_as_new: Page) -> Page:
    """Kept from test to test."""
    return phone_as_new


def test_a_whole_morning_is_said_within_its_time(
    site: Site, phone: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.goto(f"{site.url}/morning/{DATE}")
    phone.get_by_role("button", name="No pain").tap()
    phone.get_by_role("button", name="None of these tonight").tap()
    taps, began = 2, time.monotonic()
    expect(phone.get_by_text(re.compile("About .* asleep"))).to_have_count(0)

    for name in TIMES:
        asked = phone.get_by_role("group", name=name)
        asked.get_by_role("button").nth(1).tap()
        expect(asked.locator("input")).to_have_value(re.compile(r"\d\d:\d\d"))
    for name, number in NUMBERS.items():
        phone.get_by_role("group", name=name).get_by_role("button", name=number, exact=True).tap()
    for name in ("good", "well"):
        phone.get_by_role("button", name=name, exact=True).tap()
    days = phone.get_by_role("region", name="The day before this night").get_by_role("button", name="No")
    for n in range(days.count()):
        days.nth(n).tap()
    taps += len(TIMES) + len(NUMBERS) + 2 + days.count()
    app = time.monotonic() - began

    # 22:30 to 6:30 as offered, asleep 15 minutes after 23:00, 20 minutes awake.
    expect(phone.get_by_text("About 6 h 55 min asleep, 81 % of the time in bed.")).to_be_visible()
    phone.screenshot(path=PICTURES / "morning-whole.png", full_page=True)
    with capsys.disabled():
        print(
            f"\nwhole morning: {taps} taps, {app:.1f} s in the app, {app + THUMB * taps:.1f} s by thumb",
            file=sys.stderr,
        )
    assert THUMB * taps < PROMISED


def test_a_second_sleep_counts_and_can_be_taken_away(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/morning/{DATE}")
    phone.get_by_role("group", name="Went to bed").get_by_role("button").nth(1).tap()
    phone.get_by_role("button", name="I slept again later").tap()
    second = phone.get_by_role("group", name="Went to bed").nth(1)
    second.get_by_role("button", name=re.compile("^[+]15")).tap()

    expect(second.locator("input")).to_have_value("22:45")
    phone.get_by_role("button", name="Remove sleep 2").tap()
    expect(second).to_have_count(0)
    phone.get_by_role("button", name="Undo").tap()
    expect(second).to_be_visible()


def test_times_out_of_order_are_not_kept(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/morning/{DATE}")
    for name in ("Woke for good", "Went to bed"):
        asked = phone.get_by_role("group", name=name)
        asked.get_by_role("button").nth(1).tap()
        expect(asked.locator("input")).to_have_value(re.compile(r"\d\d:\d\d"))

    bed = phone.get_by_role("group", name="Went to bed").get_by_label("Went to bed", exact=True)
    bed.fill("07:00")
    bed.blur()

    expect(phone.get_by_role("alert").filter(has_text="Please check the times")).to_be_visible()
