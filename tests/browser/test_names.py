"""What a screen reader is told: the names and order of what is on the screens used half asleep."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import screens
from tests.site import Site

pytestmark = pytest.mark.browser
WELCOME = """
- heading "A night journal for aching legs" [level=1]
- link "Log tonight"
- link "Sign in"
- link "Create an account"
- combobox "Language"
"""
SIGN_IN = """
- heading "Sign in" [level=1]
- textbox "E-mail"
- textbox "Password"
- checkbox "Show password"
- button "Sign in"
- button "Sign in with a passkey"
- paragraph:
  - link "Forgot your password?"
"""
TONIGHT = """
- heading "Tonight" [level=1]
- button "Night before"
- button "Night after" [disabled]
- button "Pain now"
- group "Do your legs hurt?":
  - button "No pain"
  - button "Pain"
- region "Four things to check":
  - button "Read aloud"
  - checkbox "One leg is newly swollen, or more swollen than before"
"""
# Your left is named first and by word on both views; strength is eleven plain numbers.
BODY = """
- region "Where does it hurt?":
  - figure "Front, as in a mirror":
    - group "Front, as in a mirror":
      - button "thigh (front or back), your left"
      - button "shin, your left"
      - button "thigh (front or back), your right"
      - button "shin, your right"
  - figure "Back":
    - group "Back":
      - button "calf, your left" [pressed]
      - button "calf, your right"
- group "How strong is it?":
  - button "0"
  - button "10"
- group "How were you when it began?":
  - button "lying on my left side"
  - button "lying on my right side"
"""


@pytest.fixture
def phone(phone_as_new: Page) -> Page:
    """Kept from test to test."""
    return phone_as_new


@pytest.mark.parametrize(
    ("screen", "told"), [("welcome", WELCOME), ("sign-in", SIGN_IN), ("tonight", TONIGHT)]
)
def test_a_screen_is_told_in_order_by_name(phone: Page, site: Site, screen: str, told: str) -> None:
    screens.show(phone, site, screen)

    expect(phone.get_by_role("main")).to_match_aria_snapshot(told)


def test_the_body_map_tells_the_place_and_whose_side(phone: Page, site: Site) -> None:
    screens.show(phone, site, "tonight")
    phone.get_by_role("button", name="Pain", exact=True).click()
    phone.get_by_role("button", name="calf, your left").click()

    expect(phone.get_by_role("main")).to_match_aria_snapshot(BODY)


def test_the_way_around_is_told_with_where_one_is(phone: Page, site: Site) -> None:
    screens.show(phone, site, "settings")

    here = phone.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    expect(here).to_have_text("More")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Skip to content")).to_be_focused()
    phone.keyboard.press("Enter")
    expect(phone.locator("#main")).to_be_focused()


def test_another_screen_is_read_from_its_top(phone: Page, site: Site) -> None:
    screens.show(phone, site, "more")
    phone.get_by_role("link", name="Settings").focus()

    phone.keyboard.press("Enter")

    expect(phone.get_by_role("heading", name="Settings", level=1)).to_be_visible()
    expect(phone.locator("#main")).to_be_focused()
