"""Every screen of the demo patient, whose warnings stand, opens and says what it is."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.people import sign_in
from tests.site import Site

pytestmark = pytest.mark.browser
SCREENS = ("tips", "learn", "safety", "trends", "about-you", "more", "settings", "morning")


@pytest.fixture
def robin(site: Site, phone: Page) -> Page:
    """The demo patient, signed in on this phone."""
    sign_in(phone, site, "patient@demo.test", "stillnight-demo")
    phone.get_by_role("button", name="No pain").wait_for()
    return phone


def test_every_screen_opens_and_says_what_it_is(robin: Page, site: Site) -> None:
    for screen in SCREENS:
        robin.goto(f"{site.url}/{screen}")
        expect(robin.get_by_role("heading", level=1).first).to_be_visible()
        robin.wait_for_load_state("networkidle")
        robin.screenshot(path=PICTURES / f"{screen}.png", full_page=True)
    assert robin.faults == []  # type: ignore[attr-defined]
