"""Every answer that a rule hangs on is put to the person: a fresh install, an evening, seven mornings."""

import sys
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from insights.safety.rulebook import load
from tests.browser.asked import Walk
from tests.browser.taps import Thumb
from tests.insights.safety.ids import answers_read
from tests.site import Site

pytestmark = pytest.mark.browser
FIRST = date(2026, 11, 22)
CRISIS = "mh.selfharm"


def test_every_answer_that_a_rule_reads_is_asked_within_a_week(
    site: Site, phone: Page, capsys: pytest.CaptureFixture[str]
) -> None:
    walk = Walk(phone)
    walk.wake(f"{FIRST}T22:00:00", f"{site.url}/")
    walk.tap("Log tonight", "link")
    evening(walk, both=False, signs=True)
    for day in range(1, 8):
        walk.wake(f"{FIRST + timedelta(day)}T08:00:00", f"{site.url}/tonight")
        walk.tap("Morning", "link")
        morning(walk, first=day == 1)
        walk.wake(f"{FIRST + timedelta(day)}T22:00:00", f"{site.url}/tonight")
        evening(walk, both=day > 3)

    read = answers_read(load())
    with capsys.disabled():
        print(
            f"\nasked: {len(walk.met)} ids, {len(read & walk.met)} of {len(read)} of the rules",
            file=sys.stderr,
        )
    assert sorted(read - walk.met) == []
    assert phone.faults == []  # type: ignore[attr-defined]


def evening(walk: Walk, *, both: bool, signs: bool = False) -> None:
    """A painful night, a line of shooting pain, and yes to all that is asked."""
    walk.tap("Pain")
    for place in ("calf, your left", "heel, your left", *(["calf, your right"] if both else [])):
        walk.tap(place)
    walk.tap("8")
    walk.tap("sharp / shooting / electric")
    walk.tap("urge to move / restless / creeping")
    walk.unfold("What else did you notice?")
    walk.page.locator("[data-row=radiates] [data-answer=true]").click()
    if signs:
        walk.unfold("What helped?")
        walk.page.locator("[data-row=dangle] [data-answer=helped]").click()
        crisis(walk)
        walk.yes()
    walk.look()


def morning(walk: Walk, *, first: bool) -> None:
    """The sleep screen, and the screens about the person where they are offered."""
    walk.page.get_by_role("heading", name="Today's check").wait_for()
    walk.yes()
    if not first:
        return
    walk.tap("Start", "link")
    for _ in range(5):
        walk.page.get_by_text("So that a warning fits you").wait_for()
        walk.yes()
        walk.tap("Next")
    walk.page.get_by_role("heading", name="Today's check").wait_for()


def crisis(walk: Walk) -> None:
    """ "I can't cope tonight" puts its one question."""
    walk.tap("I can't cope tonight")
    walk.page.get_by_text("Are you thinking of hurting yourself").wait_for()
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
