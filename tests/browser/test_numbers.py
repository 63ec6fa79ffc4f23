"""The number that a button calls is that of the place's own file, found on the phone, whatever the server answers."""

import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import as_new
from tests.browser.people import newcomer, sign_in
from tests.browser.sheet import (
    assert_in_view,
    call,
    fold,
    go,
    number,
    open_tonight,
    reopen,
    row,
    say_yes,
    sheet,
)
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
FOLDER = Path("insights/safety/services")
FILES = {path.stem: path for path in FOLDER.glob("*.yaml")}
NOWHERE = "default"
LATER_MS = 5000
# Reaches emergency services from any mobile phone.
ANYWHERE = "112"
# What each card of a warning calls, by its level.
CALLED = """() => Object.fromEntries([...document.querySelectorAll('main section[aria-labelledby^=standing]')]
  .map((card) => [/emergency|same_day/.exec(card.className)[0], card.querySelector('.call').getAttribute('href')]))"""


def file_of(place: str) -> dict[str, Any]:
    """The services of a place."""
    services: dict[str, Any] = yaml.safe_load(FILES[place].read_text(encoding="utf-8"))["services"]
    return services


def expected(place: str) -> dict[str, str | None]:
    """The number of each level, None where there is none and the phone's maps stand in its place."""
    services = file_of(place)
    return {
        "emergency": services["emergency"]["number"] or ANYWHERE,
        "same_day": services["same_day"]["number"],
    }


def called(page: Page) -> dict[str, str | None]:
    """What the buttons of the standing warnings call."""
    links = page.evaluate(CALLED)
    assert all(link.startswith(("tel:", "https://www.google.com/maps/")) for link in links.values()), links
    return {level: link[4:] if link.startswith("tel:") else None for level, link in links.items()}


def warned(page: Page) -> None:
    """An emergency and something for today, both folded away."""
    for name in ("strip.breath", "strip.swelling"):
        say_yes(page, name)
        expect(sheet(page)).to_be_visible()
        fold(page)
        expect(sheet(page)).to_have_count(0)


def in_each_country(page: Page) -> dict[str, dict[str, str | None]]:
    """What the buttons call once each country is chosen in the settings."""
    found = {}
    for place in FILES:
        go(page, "/settings")
        country = page.get_by_label("Country (for emergency numbers)")
        country.select_option("" if place == NOWHERE else place.upper())
        says = page.locator("main dl").inner_text()
        go(page, "/safety")
        expect(page.locator("main section .call")).to_have_count(2)
        found[place] = called(page)
        for one in filter(None, found[place].values()):
            assert f"Call {written(one)}" in says, (place, says)
    return found


def written(number: str) -> str:
    """A long number in two groups, as it is read."""
    return f"{number[:3]} {number[3:]}" if len(number) == 6 else number


def test_a_guests_buttons_call_what_the_place_s_file_says(site: Site, kept_phone: Page) -> None:
    as_new(kept_phone, site.url)
    open_tonight(kept_phone, site.url)
    warned(kept_phone)

    assert in_each_country(kept_phone) == {place: expected(place) for place in FILES}


def test_an_account_s_do_so_before_and_after_the_server_has_answered(site: Site, kept_phone: Page) -> None:
    as_new(kept_phone, site.url)
    sign_in(kept_phone, site, newcomer(site, f"{uuid.uuid4()}@example.test"))
    row(kept_phone, "strip.breath").wait_for()
    kept_phone.wait_for_load_state("networkidle")

    say_yes(kept_phone, "strip.breath")
    assert_in_view(kept_phone)
    before = number(kept_phone)
    kept_phone.wait_for_timeout(LATER_MS)
    assert (before, number(kept_phone)) == ("999", "999")
    assert_in_view(kept_phone)
    me = kept_phone.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")
    assert me["country"] == "GB"

    fold(kept_phone)
    say_yes(kept_phone, "strip.swelling")
    fold(kept_phone)
    found = in_each_country(kept_phone)
    kept_phone.wait_for_load_state("networkidle")
    reopen(kept_phone)
    expect(kept_phone.locator("main section .call")).to_have_count(2)
    kept_phone.wait_for_load_state("networkidle")

    assert found == {place: expected(place) for place in FILES}
    last = list(FILES)[-1]
    assert called(kept_phone) == expected(last)


def test_where_no_number_exists_words_and_doors_stand_in_its_place(site: Site, kept_phone: Page) -> None:
    as_new(kept_phone, site.url)
    open_tonight(kept_phone, site.url)
    kept_phone.evaluate("localStorage.setItem('stillnight.country', 'US')")
    kept_phone.reload()
    row(kept_phone, "strip.swelling").wait_for()

    say_yes(kept_phone, "strip.swelling")
    assert_in_view(kept_phone)
    assert number(kept_phone) is None
    assert (call(kept_phone).get_attribute("href") or "").startswith("https://www.google.com/maps/")
    expect(kept_phone.locator("dialog a[href='tel:911']")).to_be_visible()
    expect(call(kept_phone)).to_contain_text(file_of("us")["same_day"]["text"]["en"]["name"])

    kept_phone.locator("dialog .doors").first.get_by_role("button").click()
    kept_phone.locator("dialog input[type=tel]").fill("555 0100")
    kept_phone.keyboard.press("Enter")
    assert number(kept_phone) == "5550100"


def test_the_guessed_country_is_confirmed_once(site: Site, kept_phone: Page) -> None:
    as_new(kept_phone, site.url)
    open_tonight(kept_phone, site.url)
    say_yes(kept_phone, "strip.swelling")
    kept_phone.locator("dialog .country").get_by_role("button", name="Yes").click()
    expect(kept_phone.locator("dialog .country")).to_have_count(0)
    fold(kept_phone)

    say_yes(kept_phone, "strip.breath")

    expect(call(kept_phone)).to_be_visible()
    expect(kept_phone.locator("dialog .country")).to_have_count(0)
