"""Tonight on a phone at 3 a.m.: how many touches, what is kept, what never stands in the way."""

import re
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.people import newcomer, sign_in
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
USUAL_TAPS = 5
# A thumb finds and touches a button in about 1.3 s (keystroke-level model: 1.1 s to point, 0.2 s to press).
THUMB = 1.3


@pytest.fixture
def phone(phone_as_new: Page) -> Page:
    """Kept from test to test."""
    return phone_as_new


def fresh(name: str) -> str:
    return f"{name}-{uuid.uuid4()}@example.com"


def button(page: Page, name: str | re.Pattern[str]) -> Locator:
    exact = isinstance(name, str)
    return page.get_by_role("button", name=name, exact=exact).first


def held(page: Page, site: Site) -> list[dict[str, Any]]:
    """The nights the server holds; none for who is not signed in."""
    answer = page.request.get(f"{site.url}/api/v1/patients/me/nights").json()
    nights: list[dict[str, Any]] = answer.get("results", [])
    return nights


def test_who_cannot_say_where_or_how_has_the_same_five_taps(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/tonight")
    for name in (
        "Pain",
        "somewhere in the leg, both legs",
        "6",
        "lying, not sure how",
        "None of these tonight",
    ):
        tap = button(phone, name)
        tap.tap()
        expect(tap).to_have_attribute("aria-pressed", "true")

    said = "strength 6 of 10 · somewhere in the leg, both legs · lying, not sure how"
    expect(phone.get_by_text(re.compile(said)).last).to_be_visible()
    expect(phone.locator(".zone[aria-pressed=true]")).to_have_count(0)
    phone.screenshot(path=PICTURES / "somewhere.png", full_page=True)


def test_the_usual_night_is_five_taps_and_none_is_one(
    site: Site, phone: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    phone.goto(f"{site.url}/tonight")
    taps = [
        button(phone, "Pain"),
        button(phone, "calf, your left"),
        button(phone, "6"),
        button(phone, "lying on my back"),
        button(phone, "None of these tonight"),
    ]

    began = time.monotonic()
    for tap in taps:
        tap.tap()
        expect(tap).to_have_attribute("aria-pressed", "true")
    app = time.monotonic() - began

    expect(
        phone.get_by_text(re.compile("strength 6 of 10 · calf, your left · lying on my back")).last
    ).to_be_visible()
    phone.screenshot(path=PICTURES / "usual-night.png", full_page=True)
    with capsys.disabled():
        print(
            f"\nusual night: {len(taps)} taps, {app:.1f} s in the app, {app + THUMB * len(taps):.1f} s by thumb",
            file=sys.stderr,
        )
    assert len(taps) <= USUAL_TAPS

    phone.goto(f"{site.url}/tonight/2026-11-10")
    button(phone, "No pain").tap()
    expect(phone.get_by_text("No pain this night. That counts too.")).to_be_visible()


def test_pain_now_keeps_only_the_time_and_the_morning_asks_for_the_rest(site: Site, phone: Page) -> None:
    manifest = phone.request.get(f"{site.url}/manifest.webmanifest").json()
    phone.goto(site.url + manifest["shortcuts"][0]["url"])

    expect(phone.get_by_text(re.compile("is kept. Lie down again"))).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("group", name="Spells of pain this night").get_by_role("button")).to_have_count(
        2
    )

    date = re.sub(r".*/", "", phone.get_by_role("link", name="The whole night").get_attribute("href") or "")
    phone.goto(f"{site.url}/morning/{date}")
    expect(phone.get_by_text("One spell of pain is only half told")).to_be_visible()
    button(phone, "calf, your right").tap()
    button(phone, "4").tap()
    expect(button(phone, "calf, your right")).to_have_attribute("aria-pressed", "true")
    phone.screenshot(path=PICTURES / "morning-half.png", full_page=True)


def test_the_last_touch_is_taken_back(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/tonight")
    button(phone, "Pain").tap()
    button(phone, "calf, your left").tap()
    expect(button(phone, "calf, your left")).to_have_attribute("aria-pressed", "true")

    button(phone, "Undo").tap()

    expect(phone.get_by_text("Taken back")).to_be_visible()
    expect(button(phone, "calf, your left")).to_have_attribute("aria-pressed", "false")
    expect(button(phone, "Pain")).to_have_attribute("aria-pressed", "true")


def test_same_as_last_time_is_shown_first_and_never_brings_strength(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/tonight/2026-11-10")
    for name in ("Pain", "calf, your left", "9", "lying on my back"):
        button(phone, name).tap()
        expect(button(phone, name)).to_have_attribute("aria-pressed", "true")

    phone.goto(f"{site.url}/tonight/2026-11-12")
    button(phone, "Pain").tap()
    same = phone.get_by_role("button", name=re.compile("Same as Tuesday"))
    expect(same).to_contain_text("calf, your left · lying on my back")
    expect(same).not_to_contain_text("strength")
    same.tap()

    expect(button(phone, "calf, your left")).to_have_attribute("aria-pressed", "true")
    expect(button(phone, "9")).to_have_attribute("aria-pressed", "false")


def test_a_night_without_an_account_comes_along(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/tonight")
    button(phone, "No pain").tap()
    expect(phone.get_by_text("1 entry only on this phone")).to_be_visible()

    sign_in(phone, site, newcomer(site, fresh("guest")))

    expect(phone.get_by_text("All sent")).to_be_visible()
    assert [night["pain"] for night in held(phone, site)] == [False]


def test_an_ended_session_shows_nothing_and_never_stands_in_the_way(site: Site, phone: Page) -> None:
    who = newcomer(site, fresh("ada"))
    sign_in(phone, site, who)
    expect(button(phone, "No pain")).to_be_visible()
    phone.context.set_offline(True)
    button(phone, "No pain").tap()
    expect(phone.get_by_text("Saved on this phone").first).to_be_visible()
    phone.context.clear_cookies()
    phone.context.set_offline(False)

    expect(phone.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(phone.get_by_text("1 entry had not been sent.")).to_be_visible()
    expect(phone.get_by_text(who)).to_have_count(0)
    phone.screenshot(path=PICTURES / "signed-out.png", full_page=True)
    button(phone, "Remove it when I sign in").tap()
    button(phone, "Yes, remove").tap()
    expect(phone.get_by_text("is removed when the same person signs in")).to_be_visible()
    button(phone, "Keep").tap()
    expect(phone.get_by_role("link", name="Sign in and send it")).to_be_visible()
    phone.get_by_role("link", name="Write tonight without signing in").tap()
    expect(button(phone, "No pain")).to_have_attribute("aria-pressed", "false")
    expect(phone.get_by_role("link", name="Sign in to send 1 change")).to_be_visible()

    sign_in(phone, site, who)
    assert eventually(answered(phone, site)) == [False]


def answered(page: Page, site: Site) -> Callable[[], list[bool | None]]:
    return lambda: [night["pain"] for night in held(page, site)]
