"""Choosing what comes by mail: asked once after seven nights, both forms side by side, paused, refused."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PICTURES, device
from tests.browser.people import sign_in
from tests.site import Site

pytestmark = pytest.mark.browser


def test_the_question_is_asked_once_with_both_forms_to_see(browser: Browser, site: Site) -> None:
    robin = signed_in(browser, site)
    robin.goto(f"{site.url}/morning")
    expect(robin.get_by_role("heading", name="How much may your weekly mail say?")).to_be_visible()
    picture(robin, "mail-asked")
    robin.get_by_role("link", name="See both").click()

    plain = robin.get_by_role("article", name="Only how many nights")
    opened = robin.get_by_role("article", name="With pain and what was found")
    # The first picture that a site draws takes a while.
    expect(plain.get_by_text("nights were logged")).to_be_visible(timeout=20_000)
    expect(plain.get_by_text("pain")).to_have_count(0)
    expect(opened.get_by_text("One thing to do")).to_be_visible()
    expect(opened.get_by_role("img")).to_have_count(2)
    picture(robin, "mail-forms")

    opened.get_by_role("button", name="Send me this one").click()
    expect(opened.get_by_role("button", name="This one is sent")).to_be_visible()
    robin.goto(f"{site.url}/morning")
    robin.wait_for_load_state("networkidle")
    expect(robin.get_by_text("How much may your weekly mail say?")).to_have_count(0)


def test_the_mail_is_paused_and_stopped(browser: Browser, site: Site) -> None:
    robin = signed_in(browser, site)
    robin.goto(f"{site.url}/mail")
    week = robin.get_by_role("group", name="Your week by mail")
    until = robin.evaluate("new Date(Date.now() + 3 * 864e5).toISOString().slice(0, 10)")
    robin.get_by_label("Pause until").fill(until)
    expect(robin.get_by_text(re.compile("^Paused until"))).to_be_visible()
    picture(robin, "mail-paused")
    robin.get_by_role("button", name="End the pause").click()
    expect(robin.get_by_label("Pause until")).to_be_visible()

    week.get_by_role("button", name="None").click()
    expect(week.get_by_role("button", name="None")).to_have_attribute("aria-pressed", "true")
    expect(robin.get_by_label("Pause until")).to_have_count(0)


def signed_in(browser: Browser, site: Site) -> Page:
    """Robin of the demo, on a phone."""
    page = device(browser).new_page()
    sign_in(page, site, "patient@demo.test", "stillnight-demo")
    page.wait_for_url(re.compile("/tonight$"))
    return page


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
