"""A thumb that trembles taps twice; a page that is killed was being typed into."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.disk import rows
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.sheet import fold
from tests.site import Site

pytestmark = pytest.mark.browser
PRESSED = ("aria-pressed", "true")


def twice(button: Locator) -> None:
    """Two taps 200 ms apart."""
    button.tap()
    button.page.wait_for_timeout(200)
    button.tap(force=True)


def kept(page: Page, kind: str) -> list[Any]:
    """What waits on the phone's disk of a kind."""
    return [row for row in rows(page, "outbox") if row["kind"] == kind and row["op"] == "put"]


def test_two_taps_are_one(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/tonight")
    twice(phone.get_by_role("button", name="Pain now"))
    expect(phone.get_by_text("Saved on this phone")).to_be_visible()
    assert len(kept(phone, "episode")) == 1

    for name in ("calf, your left", "7", "None of these tonight"):
        button = phone.get_by_role("button", name=name, exact=True).first
        twice(button)
        expect(button).to_have_attribute(*PRESSED)

    yes = phone.locator("main [data-row] button[data-answer='true']").first
    twice(yes)
    expect(yes).to_have_attribute("aria-checked", "true")
    fold(phone)
    expect(phone.locator(".bar")).to_be_visible()

    phone.goto(f"{site.url}/tonight")
    twice(phone.get_by_role("button", name="Pain now"))
    assert len(kept(phone, "episode")) == 1


def test_a_note_outlives_the_page_it_is_typed_into(site: Site, phone: Page) -> None:
    notes = {"A note": "the left one", "Note on the whole night": "slept on the sofa"}
    phone.goto(f"{site.url}/tonight")
    phone.get_by_role("button", name="Pain", exact=True).tap()
    for number, (title, text) in enumerate(notes.items(), 1):
        phone.get_by_role("heading", name=title).click()
        phone.get_by_role("textbox", name=title).press_sequentially(text)
        expect(phone.get_by_text(re.compile(r"^Saved \d\d?:\d\d"))).to_have_count(number)

    phone.reload()

    for title, text in notes.items():
        field = phone.get_by_role("textbox", name=title, include_hidden=True)
        expect(field).to_have_value(text)


def test_a_first_code_asks_for_the_name_and_is_made_once(site: Site, phone: Page) -> None:
    address = newcomer(site, "nameless@example.org")
    sign_in(phone, site, address)
    phone.wait_for_url(re.compile("/tonight"))
    phone.goto(f"{site.url}/for-visit")
    make = phone.get_by_role("button", name="Make a code for 30 minutes")
    expect(phone.get_by_label("What name should they see?")).to_be_visible()
    expect(make).to_have_count(0)

    phone.get_by_label("What name should they see?").fill("Nia Frost")
    phone.get_by_role("button", name="Use this name").tap()
    twice(make)
    expect(phone.locator(".code")).to_be_visible()
    phone.wait_for_timeout(700)
    make.tap()
    phone.wait_for_load_state("networkidle")

    there = site.sign_in(address, WORD)
    assert len(there.get("patients/me/visit-links")["results"]) == 1
    assert there.get("patients/me/report")["name"] == "Nia Frost"
