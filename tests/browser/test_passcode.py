"""A diary behind a passcode: safety before it is entered, nothing of the diary, and nothing lost."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES, TAPS_APART_MS
from tests.browser.sheet import fold, say_yes
from tests.site import Site

pytestmark = pytest.mark.browser
PASSCODE = "four words by heart"


def unlock(phone: Page, passcode: str) -> None:
    phone.get_by_label("Passcode", exact=True).fill(passcode)
    phone.get_by_role("button", name="Unlock").click()


def test_safety_works_before_the_passcode_and_the_diary_only_after_it(phone: Page, site: Site) -> None:
    phone.goto(f"{site.url}/tonight")
    phone.get_by_role("button", name="No pain").click()
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    phone.goto(f"{site.url}/settings")
    card = phone.locator("#passcode")
    expect(card.get_by_text("stops nobody who has the phone in hand")).to_be_visible()
    card.scroll_into_view_if_needed()
    phone.screenshot(path=PICTURES / "passcode-none.png")
    card.get_by_text("Set a passcode").first.click()
    card.get_by_label("New passcode", exact=True).fill(PASSCODE)
    card.get_by_label("The new passcode again").fill(PASSCODE)
    phone.screenshot(path=PICTURES / "passcode-set.png")
    card.get_by_role("button", name="Set a passcode").click()
    expect(card.get_by_text("The passcode is set.")).to_be_visible()
    phone.screenshot(path=PICTURES / "passcode-is-set.png")

    phone.goto(f"{site.url}/tonight")
    expect(phone.get_by_role("heading", name="This diary is locked")).to_be_visible()
    expect(phone.get_by_role("button", name="No pain")).to_have_count(0)
    phone.screenshot(path=PICTURES / "locked.png", full_page=True)
    unlock(phone, "something else")
    expect(phone.get_by_text("That is not the passcode.")).to_be_visible()
    say_yes(phone, "strip.breath")
    expect(phone.locator("dialog[open]").get_by_role("link", name="999").first).to_be_visible()
    phone.screenshot(path=PICTURES / "locked-sheet.png")
    fold(phone)

    phone.wait_for_timeout(TAPS_APART_MS)
    unlock(phone, PASSCODE)
    expect(phone.get_by_role("button", name="No pain")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_role("region", name="Warning")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("A warning stands open in this diary.")).to_be_visible()
    phone.screenshot(path=PICTURES / "locked-warning.png", full_page=True)
    unlock(phone, PASSCODE)
    expect(phone.get_by_role("region", name="Warning")).to_be_visible()
    assert phone.faults == []  # type: ignore[attr-defined]
