"""Factors and events of one's own: made, renamed, merged and retired on the phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS
from tests.browser.people import newcomer, sign_in
from tests.site import Site

pytestmark = pytest.mark.browser


def test_a_factor_is_made_renamed_asked_merged_and_retired(site: Site, phone: Page) -> None:
    sign_in(phone, site, newcomer(site, "fay@example.com"))
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    phone.goto(f"{site.url}/factors")
    for name in ("Gardening", "In the garden"):
        phone.get_by_label("New factor").fill(name)
        phone.get_by_role("button", name="Add", exact=True).click()
        expect(phone.get_by_role("strong").filter(has_text=name)).to_be_visible()
        phone.wait_for_timeout(TAPS_APART_MS)

    phone.get_by_role("button", name="Change Gardening").click()
    phone.get_by_label("Name", exact=True).fill("Weeding")
    phone.get_by_label("Name", exact=True).blur()
    expect(phone.get_by_role("strong").filter(has_text="Weeding")).to_be_visible()
    expect(phone.get_by_text("All sent")).to_be_visible()
    phone.screenshot(path=PICTURES / "factors.png", full_page=True)

    phone.get_by_label("It is the same as").select_option("In the garden")
    phone.get_by_role("button", name="Make them one").click()
    expect(phone.get_by_role("strong").filter(has_text="In the garden")).to_have_count(0)

    phone.goto(f"{site.url}/morning")
    asked = phone.get_by_role("group", name="Weeding")
    asked.get_by_role("button", name="Yes").click()
    expect(asked.get_by_role("button", name="Yes")).to_have_attribute("aria-pressed", "true")

    phone.goto(f"{site.url}/factors")
    phone.get_by_role("button", name="Change Weeding").click()
    phone.get_by_role("button", name="Ask it no more").click()
    expect(phone.get_by_text("Not asked any more")).to_be_visible()
    phone.goto(f"{site.url}/morning")
    expect(phone.get_by_role("group", name="caffeine after midday")).to_be_visible()
    expect(asked).to_have_count(0)
    assert phone.faults == []  # type: ignore[attr-defined]


def test_a_medicine_is_begun_and_stopped_without_an_account(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/events")
    keep_event(phone, "medicine start", "Magnesium")
    expect(phone.get_by_text("Taken now: Magnesium")).to_be_visible()
    phone.screenshot(path=PICTURES / "events.png", full_page=True)

    keep_event(phone, "medicine stop", "Magnesium")
    expect(phone.get_by_text("Taken now")).to_have_count(0)

    phone.get_by_role("button", name=re.compile("Remove: medicine stop")).click()
    expect(phone.get_by_text("Taken now: Magnesium")).to_be_visible()
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Taken now")).to_have_count(0)


def keep_event(phone: Page, kind: str, text: str) -> None:
    phone.get_by_role("button", name=kind, exact=True).click()
    phone.get_by_label("Which medicine?").fill(text)
    phone.get_by_role("button", name="Keep", exact=True).click()
