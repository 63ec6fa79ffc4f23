"""Warnings on a phone: they cannot be missed, they say whom to call, and they work without a network."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PICTURES
from tests.browser.people import sign_in
from tests.site import Site

pytestmark = pytest.mark.browser
BREATH = re.compile("New breathlessness, chest pain")
SCREENS = ("tips", "learn", "safety", "trends", "about-you", "more", "settings", "morning")


@pytest.fixture
def robin(site: Site, phone: Page) -> Page:
    """The demo patient, signed in on this phone."""
    sign_in(phone, site, "patient@demo.test", "stillnight-demo")
    expect(phone.get_by_role("button", name="No pain")).to_be_visible()
    return phone


def test_a_yes_to_breathlessness_warns_at_once_even_offline(
    robin: Page, site: Site, context: BrowserContext
) -> None:
    robin.evaluate("navigator.serviceWorker.ready.then(() => true)")
    robin.wait_for_load_state("networkidle")
    context.set_offline(True)

    robin.get_by_role("checkbox", name=BREATH).click()

    expect(robin.get_by_text("Get emergency help now").first).to_be_visible()
    call = robin.get_by_role("link", name=re.compile("Call")).first
    expect(call).to_have_attribute("href", re.compile(r"^tel:\d+"))
    robin.screenshot(path=PICTURES / "emergency.png")
    context.set_offline(False)


def test_every_screen_opens_and_says_what_it_is(robin: Page, site: Site) -> None:
    for screen in SCREENS:
        robin.goto(f"{site.url}/{screen}")
        expect(robin.get_by_role("heading", level=1).first).to_be_visible()
        robin.wait_for_load_state("networkidle")
        robin.screenshot(path=PICTURES / f"{screen}.png", full_page=True)
    assert robin.faults == []  # type: ignore[attr-defined]
