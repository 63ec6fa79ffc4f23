"""Every answer that a rule hangs on is put to the person: a fresh install, an evening, seven mornings."""

import sys
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from insights.safety.rulebook import load
from tests.browser.asked import Walk
from tests.browser.conftest import device
from tests.browser.taps import Thumb
from tests.insights.safety.ids import answers_read
from tests.site import Site

pytestmark = pytest.mark.browser
FIRST = date(2026, 11, 22)
CRISIS = "mh.selfharm"


def asked_in_a_week(walk: Walk, site: Site) -> set[str]:
    """The ids of the rules that nobody was asked for from a fresh install to the seventh morning."""
    walk.wake(f"{FIRST}T22:00:00", f"{site.url}/")
    walk.tap("welcome.start", "link")
    evening(walk, both=False, signs=True)
    for day in range(1, 8):
        if day > 1:
            walk.wake(f"{FIRST + timedelta(day - 1)}T22:00:00", f"{site.url}/tonight")
            evening(walk, both=day > 4)
        walk.wake(f"{FIRST + timedelta(day)}T08:00:00", f"{site.url}/tonight")
        walk.tap("nav.morning", "link")
        morning(walk, first=day == 1)
    return answers_read(load()) - walk.met


def test_every_answer_that_a_rule_reads_is_asked_within_a_week(
    site: Site, phone: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk(phone)

    missed = asked_in_a_week(walk, site)

    read = answers_read(load())
    with capsys.disabled():
        print(
            f"\nasked: {len(walk.met)} ids, {len(read & walk.met)} of {len(read)} of the rules",
            file=sys.stderr,
        )
    assert sorted(missed) == []
    assert phone.faults == []  # type: ignore[attr-defined]


@pytest.mark.full
@pytest.mark.parametrize("language", ["de", "es"])
def test_it_is_asked_in_every_language(browser: Browser, site: Site, language: str) -> None:
    zone = {"de": "Europe/Berlin", "es": "Europe/Madrid"}[language]
    context = device(browser, locale=language, timezone_id=zone, has_touch=True)

    missed = asked_in_a_week(Walk(context.new_page(), language), site)

    context.close()
    assert sorted(missed) == []


def evening(walk: Walk, *, both: bool, signs: bool = False) -> None:
    """A painful night, a line of shooting pain, and yes to all that is asked."""
    walk.tap("tonight.pain")
    for place in ("calf-left", "heel-left", *(["calf-right"] if both else [])):
        walk.touch(walk.page.locator(f"[data-zone^='{place}-']").first)
    walk.touch(walk.page.locator(".scale").first.get_by_role("button", name="8", exact=True))
    for feeling in ("shooting", "urge"):
        walk.touch(walk.page.locator(f"[data-option={feeling}]").first)
    walk.unfold("episode.signs")
    walk.touch(walk.page.locator("[data-row=radiates] [data-answer=true]"))
    if signs:
        walk.unfold("episode.helped")
        walk.touch(walk.page.locator("[data-row=dangle] [data-answer=helped]"))
        crisis(walk)
        walk.yes()
    walk.look()


def morning(walk: Walk, *, first: bool) -> None:
    """The sleep screen, and the screens about the person where they are offered."""
    todays = walk.page.get_by_role("heading", name=walk.said("check.title").split("{")[0].strip())
    todays.wait_for()
    walk.yes()
    if not first:
        return
    walk.tap("five.start", "link")
    for _ in range(5):
        walk.page.get_by_text(walk.said("five.why")).wait_for()
        walk.yes()
        walk.tap("five.next")
    todays.wait_for()


def crisis(walk: Walk) -> None:
    """ "I can't cope tonight" puts its one question."""
    walk.tap("crisis.open")
    walk.page.get_by_text(walk.said("crisis.question")).wait_for()
    walk.met.add(CRISIS)
    walk.look()


SORE_AND_SWOLLEN = "One leg newly swollen and sore"


@pytest.fixture
def swollen(site: Site, phone: Page) -> Thumb:
    """A sore calf, and that leg just ticked as swollen among the signs."""
    thumb = Thumb(phone, site.url)
    thumb.open("tonight")
    for name in ("Pain", "calf, your left", "6"):
        thumb.tap(phone.get_by_role("button", name=name, exact=True).first)
    thumb.tap(phone.locator("summary", has_text="What else did you notice?"))
    thumb.tap(thumb.row("sign.swell_one").locator("[data-answer=true]"))
    expect(thumb.row("dvt.new_swelling")).to_be_visible()
    return thumb


def test_a_signs_warning_waits_for_its_first_questions(swollen: Thumb) -> None:
    swollen.page.wait_for_timeout(1000)
    assert SORE_AND_SWOLLEN not in swollen.said()

    swollen.tap(swollen.row("dvt.new_swelling").locator("[data-answer=true]"))
    swollen.tap(swollen.row("swelling_longstanding_unchanged").locator("[data-answer=false]"))
    swollen.page.wait_for_timeout(1000)
    assert SORE_AND_SWOLLEN in swollen.said()


def test_a_signs_warning_stands_once_its_questions_are_left(swollen: Thumb) -> None:
    swollen.page.get_by_role("link", name="Morning", exact=True).click()

    expect(swollen.page.get_by_text(SORE_AND_SWOLLEN).first).to_be_visible()
