"""Who reads German meets no English, on any screen and in any warning."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from insights.safety.content import sentences
from insights.safety.rulebook import load as load_rules
from tests.browser import screens
from tests.browser.conftest import PICTURES, device
from tests.browser.sheet import say_yes, sheet
from tests.site import Site
from tests.words.test_languages import foreign

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
# Text that reads as English; what a person wrote is theirs.
ENGLISH = r"""() => {
  const often = /\b(the|your|of|with|you|is|nights|and|that|for|not|are|before|after|pain)\b/gi
  return [...document.querySelectorAll('nav, main, header')].flatMap((part) => [...part.querySelectorAll('*')])
    .filter((one) => one.checkVisibility() && !one.closest('option, select'))
    .flatMap((one) => [...one.childNodes]).filter((node) => node.nodeType === 3).map(({ data }) => data.trim())
    .filter((text) => (text.match(often) ?? []).length > 1)
}"""


# Where most of what the server says stands; the other screens in the full run.
MOST = ("night", "nights", "patterns", "safety", "tips", "learn", "week", "desk", "experiments")
NAMES = [
    pytest.param(name, marks=() if name in MOST else pytest.mark.full)
    for name in screens.names()
    if screens.VISITORS.get(name) != "guest"
]


@pytest.fixture(scope="module")
def german(browser: Browser, site: Site) -> Iterator[dict[str, Page]]:
    """The demo's people, reading German."""
    with (
        screens.visitor(browser, site, "patient") as patient,
        screens.visitor(browser, site, "therapist") as therapist,
    ):
        for page in (patient, therapist):
            page.evaluate("localStorage.setItem('stillnight.language', 'de')")
        # What the server writes for a reader is in the language of the account.
        people = [site.sign_in(f"{who}@demo.test", screens.DEMO_WORD) for who in ("patient", "therapist")]
        for person in people:
            person.call("PATCH", "me", {"language": "de"}).raise_for_status()
        yield {"patient": patient, "therapist": therapist}
        for person in people:
            person.call("PATCH", "me", {"language": "en"}).raise_for_status()


@pytest.mark.parametrize("name", NAMES)
def test_no_english_stands_on_a_screen(german: dict[str, Page], site: Site, name: str) -> None:
    page = german[screens.VISITORS.get(name, "patient")]

    screens.show(page, site, name)
    screens.unfold(page)

    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.evaluate(ENGLISH) == []


@pytest.mark.parametrize(("language", "zone"), [("de-DE", "Europe/Berlin"), ("es-ES", "Europe/Madrid")])
def test_no_english_stands_in_the_sheet(browser: Browser, site: Site, language: str, zone: str) -> None:
    context = device(browser, locale=language, timezone_id=zone, has_touch=True)
    page = context.new_page()
    page.goto(f"{site.url}/tonight")
    page.wait_for_load_state("networkidle")

    say_yes(page, "strip.swelling")
    expect(sheet(page)).to_be_visible()
    page.screenshot(path=PICTURES / f"sheet-{language}.png")
    said = sheet(page).inner_text()
    context.close()

    assert foreign(language[:2]).findall(said) == []
    raised = load_rules().rule("RF03b").words(language[:2])
    assert (sentences(language[:2]).text["unsigned"] in said) == (raised.signed_off is None)
