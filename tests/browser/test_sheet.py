"""A warning takes the screen where the person is, calls the right number, and stays until it is answered."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.browser import screens
from tests.browser.conftest import PHONE, PICTURES
from tests.browser.people import newcomer, sign_in
from tests.browser.sheet import (
    PROMPT_MS,
    SECOND_TAP,
    STEADY_MS,
    assert_in_view,
    call,
    fold,
    go,
    number,
    rose_after,
    row,
    say_yes,
    sheet,
    spoken,
)
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
ROWS = {"strip.swelling": "same_day", "strip.limb": "same_day", "strip.breath": "emergency"}
ROWS |= {"strip.nerve": "same_day"}
BRITISH = {"emergency": "999", "same_day": "111"}
SMALL: ViewportSize = {"width": 320, "height": 568}


@contextmanager
def phone_of(
    browser: Browser, site: Site, size: ViewportSize, language: str = "en-GB", zone: str = "Europe/London"
) -> Iterator[Page]:
    """A guest's new phone, open on Tonight."""
    context = browser.new_context(viewport=size, locale=language, timezone_id=zone, has_touch=True)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.goto(f"{site.url}/tonight")
    expect(row(page, "strip.breath")).to_be_visible()
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


@pytest.fixture
def tonight(site: Site, phone: Page) -> Page:
    """A guest on Tonight."""
    phone.goto(f"{site.url}/tonight")
    expect(row(phone, "strip.breath")).to_be_visible()
    phone.wait_for_load_state("networkidle")
    return phone


def test_each_row_of_the_strip_brings_its_own_sheet_with_the_call_in_view(tonight: Page) -> None:
    rose = []
    for name, level in ROWS.items():
        say_yes(tonight, name)

        assert_in_view(tonight)
        rose.append(rose_after(tonight))
        assert level in (sheet(tonight).get_attribute("class") or "")
        assert number(tonight) == BRITISH[level]
        tonight.screenshot(path=PICTURES / f"sheet-{name}.png")
        fold(tonight)
        expect(sheet(tonight)).to_have_count(0)
    expect(tonight.locator(".bar")).to_contain_text("and 3 more")
    # The machine may be busy with something else for one of them, never with all four.
    assert min(rose) <= PROMPT_MS, rose


def test_the_sheet_is_an_alertdialog_that_says_sentence_reason_number(tonight: Page) -> None:
    say_yes(tonight, "strip.breath")
    expect(call(tonight)).to_be_visible()

    said = spoken(tonight)
    tonight.keyboard.press("Tab")

    assert (said["role"], said["modal"], said["focus"]) == ("alertdialog", True, "warning-lead")
    assert said["name"] == "Call now."
    assert re.match(r"New breathlessness.*Call 999", said["description"], re.S)
    assert said["speaking"] == 0
    assert tonight.evaluate("document.activeElement.matches('dialog .call')")
    for _ in range(12):
        tonight.keyboard.press("Tab")
        assert tonight.evaluate("!document.querySelector('main').contains(document.activeElement)")


def test_escape_back_and_keep_logging_fold_it_into_the_bar(tonight: Page) -> None:
    say_yes(tonight, "strip.breath")
    expect(call(tonight)).to_be_visible()

    tonight.mouse.click(195, 4)
    expect(sheet(tonight)).to_be_visible()
    tonight.keyboard.press("Escape")
    expect(sheet(tonight)).to_have_count(0)
    expect(tonight.locator(".bar a")).to_have_attribute("href", "tel:999")

    tonight.locator(".bar .open").click()
    expect(sheet(tonight)).to_be_visible()
    tonight.go_back()
    expect(sheet(tonight)).to_have_count(0)
    assert tonight.url.endswith("/tonight")


def test_it_takes_no_tap_while_it_rises(tonight: Page) -> None:
    assert tonight.evaluate(SECOND_TAP, "strip.swelling"), "a tremor's second tap folded the sheet"

    tonight.wait_for_timeout(STEADY_MS)
    fold(tonight)
    expect(sheet(tonight)).to_have_count(0)


def test_opening_the_app_again_shows_the_bar_and_not_the_sheet(tonight: Page) -> None:
    say_yes(tonight, "strip.swelling")
    fold(tonight)
    tonight.reload()

    expect(tonight.locator(".bar")).to_be_visible()
    tonight.wait_for_timeout(STEADY_MS)
    expect(sheet(tonight)).to_have_count(0)


def test_a_sheet_nobody_has_folded_comes_again(tonight: Page) -> None:
    say_yes(tonight, "strip.swelling")
    expect(sheet(tonight)).to_be_visible()
    tonight.reload()

    expect(sheet(tonight)).to_be_visible()


def test_the_bar_stands_on_every_screen(tonight: Page) -> None:
    say_yes(tonight, "strip.breath")
    fold(tonight)

    for name in screens.names():
        go(tonight, f"/{name}")
        expect(tonight.locator(".bar a")).to_have_attribute("href", "tel:999")
        box = tonight.locator(".bar").bounding_box()
        assert box
        assert (box["y"], box["height"] <= 60) == (0, True), name


def test_without_a_network_it_rises_all_the_same(tonight: Page, context: BrowserContext) -> None:
    tonight.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    tonight.reload()
    expect(row(tonight, "strip.breath")).to_be_visible()

    say_yes(tonight, "strip.breath")

    assert_in_view(tonight)
    assert number(tonight) == "999"


@pytest.mark.parametrize(
    ("language", "zone", "numbers"),
    [("en-US", "America/Chicago", ("911", None)), ("es-ES", "Europe/Madrid", ("112", None))],
)
def test_where_no_number_exists_words_and_doors_stand_in_its_place(
    browser: Browser, site: Site, language: str, zone: str, numbers: tuple[str, str | None]
) -> None:
    emergency, same_day = numbers
    with phone_of(browser, site, PHONE, language, zone) as page:
        say_yes(page, "strip.swelling")
        assert_in_view(page)
        assert number(page) == same_day
        assert (call(page).get_attribute("href") or "").startswith("https://www.google.com/maps/")
        expect(page.locator(f"dialog a[href='tel:{emergency}']")).to_be_visible()

        page.locator("dialog .doors").first.get_by_role("button").click()
        page.locator("dialog input[type=tel]").fill("555 0100")
        page.keyboard.press("Enter")

        assert number(page) == "5550100"


def test_the_guessed_country_is_confirmed_once(tonight: Page) -> None:
    say_yes(tonight, "strip.swelling")
    tonight.locator("dialog .country").get_by_role("button", name="Yes").click()
    expect(tonight.locator("dialog .country")).to_have_count(0)
    fold(tonight)

    say_yes(tonight, "strip.breath")

    expect(call(tonight)).to_be_visible()
    expect(tonight.locator("dialog .country")).to_have_count(0)


def test_the_number_stays_when_the_server_has_answered(site: Site, phone: Page) -> None:
    sign_in(phone, site, newcomer(site, "number@example.test"))
    row(phone, "strip.breath").wait_for()
    phone.wait_for_load_state("networkidle")

    say_yes(phone, "strip.breath")
    assert_in_view(phone)
    before = number(phone)
    phone.wait_for_timeout(5000)

    assert (before, number(phone)) == ("999", "999")
    assert_in_view(phone)
    me = phone.evaluate("fetch('/api/v1/me').then((answer) => answer.json())")
    assert me["country"] == "GB"


def test_unticking_ends_no_warning_and_the_undo_that_does_is_said(tonight: Page) -> None:
    say_yes(tonight, "strip.swelling")
    fold(tonight)
    tonight.wait_for_timeout(STEADY_MS)

    row(tonight, "strip.swelling").locator("[data-answer='true']").click()
    tonight.wait_for_timeout(STEADY_MS)
    expect(tonight.locator(".bar")).to_be_visible()
    for _ in range(2):
        tonight.get_by_role("button", name="Undo").click()
        tonight.wait_for_timeout(STEADY_MS)

    expect(tonight.locator(".ended")).to_contain_text("The warning has ended")
    expect(tonight.locator(".bar")).to_have_count(0)


def test_at_four_times_the_size_the_button_is_in_view_and_little_is_fixed(
    browser: Browser, site: Site
) -> None:
    with phone_of(browser, site, {"width": 320, "height": 256}) as page:
        say_yes(page, "strip.swelling")
        assert_in_view(page)
        assert call(page).evaluate("(one) => one.offsetHeight") <= 64

        fold(page)
        fixed = page.evaluate(
            "[...document.querySelectorAll('.bar, nav, .line')].filter((one) => ['fixed', 'sticky']"
            ".includes(getComputedStyle(one).position)).reduce((sum, one) => sum + one.offsetHeight, 0)"
        )
        assert fixed <= 64


def test_no_region_that_speaks_is_out_of_the_tree(tonight: Page) -> None:
    for name in ("tonight", "morning", "patterns", "settings", "safety"):
        go(tonight, f"/{name}")
        expect(tonight.get_by_role("heading", level=1).first).to_be_attached()
        gone = tonight.evaluate(
            "[...document.querySelectorAll('[role=status], [role=alert], [aria-live]')]"
            ".filter((one) => getComputedStyle(one).display === 'none').length"
        )
        assert gone == 0, name


@pytest.mark.full
@pytest.mark.parametrize("language", ["en-GB", "de-DE", "es-ES"])
@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["390", "320"])
@pytest.mark.parametrize("letters", ["100%", "125%", "200%"])
def test_the_call_is_in_view_in_every_language_and_size(
    browser: Browser, site: Site, language: str, size: ViewportSize, letters: str
) -> None:
    zone = {"en-GB": "Europe/London", "de-DE": "Europe/Berlin", "es-ES": "Europe/Madrid"}[language]
    with phone_of(browser, site, size, language, zone) as page:
        page.evaluate("(letters) => { document.documentElement.style.fontSize = letters }", letters)
        for name in ROWS:
            say_yes(page, name)
            assert_in_view(page)
            fold(page)
