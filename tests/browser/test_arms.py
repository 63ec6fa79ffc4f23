"""Every level of every rule is raised by taps: nights before tonight are seeded, tonight's answers are a thumb's."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from insights.safety import content
from insights.safety.evaluator import evaluate
from insights.safety.rulebook import load
from insights.safety.view import look
from tests.browser.conftest import as_new, careful, device
from tests.browser.people import WORD, newcomer, sign_in
from tests.browser.seeding import seed
from tests.browser.taps import Thumb
from tests.insights.examples.diaries import examples
from tests.insights.safety.diaries import vectors
from tests.site import Site, eventually

pytestmark = pytest.mark.browser
# One of each way to a flag.
IN_EVERY_RUN = {
    ("RF01", "emergency"): "a row of the strip",
    ("RF02", "same_day"): "a sign and its first questions",
    ("RF12", "emergency"): "ticks under a yes",
    ("RF16", "within_days"): "a yes of both legs",
    ("RF19", "emergency"): "a weekly check and what it calls",
    ("RF25", "within_days"): "two noes that lower a level",
    ("RF27", "emergency"): "the health background",
    ("RF31", "emergency"): "the crisis question",
    ("RF33", "routine"): "nights before",
    ("RF37", "routine"): "pain alone",
    ("RF38", "within_days"): "what the nights call",
}
# Has a walk of its own below: it rests on a pattern that is shown to an account alone.
OWN_WALK = {("RF34", "routine")}
# Its questions are put only under "pregnant" or "gave birth": what makes those unknown again is no tap of a night.
NOT_OF_A_NIGHT = {("RF27", "same_day")}
# What a no leaves open would raise a higher level first.
NOES_FIRST = {("RF18", "routine")}
Example = dict[str, Any]
ARMS = dict.fromkeys((rule.id, arm.level) for rule in load().rules for arm in rule.arms)


def paths() -> Iterator[Any]:
    """The shortest example of each arm that is asked of a person and that the nights before do not raise."""
    asked = [each for each in vectors() if not each.get("shown") and is_asked(each)]
    for rule, level in sorted(ARMS.keys() - OWN_WALK - NOT_OF_A_NIGHT):
        fit = [each for each in asked if _level(each, rule) == level]
        fit = [each for each in fit if not _raised_before(each, rule, level) and _by_taps(each, rule, level)]
        marks = [] if (rule, level) in IN_EVERY_RUN else [pytest.mark.full]
        yield pytest.param(rule, level, min(fit, key=_taps), id=f"{rule}-{level}", marks=marks)


def is_asked(example: Example) -> bool:
    """Whether each of tonight's checks is put without a yes above it, or under one that is given or can be."""
    groups = (*content.questions().weekly.values(), *content.questions().onboarding.values())
    put = {"mh.selfharm", *(name for ids in groups for name in ids), *_under_a_yes(example)}
    checks = _parts(example)[1].get("checks") or {}
    return all(name.startswith("strip.") or name in put for name in checks)


def _under_a_yes(example: Example) -> Iterator[str]:
    view = look(example["diary"], example["today"], load().reading, ())
    yeses = _yeses(example)
    for row in content.questions().follow_up:
        # A row of the strip is said yes to where an example does not say so itself.
        strip = any(under.startswith("strip.") for under in row.under)
        if strip or yeses & set(row.under) or (row.log and row.log.test(view).value):
            yield from (name for question in (*row.first, *row.then) for name in question.ids)


def _yeses(example: Example) -> set[str]:
    _, tonight = _parts(example)
    episodes = tonight.get("episodes") or []
    signs = [tonight.get("signs") or {}, *(episode.get("signs") or {} for episode in episodes)]
    yeses = {name for name, said in (tonight.get("checks") or {}).items() if said}
    yeses |= {f"sign.{name}" for said in signs for name, value in said.items() if value}
    return yeses | {
        f"who.{name}" for name, said in (example["diary"]["health"].get("who") or {}).items() if said
    }


def _noes_about_the_person(example: Example) -> dict[str, bool]:
    """What a follow-up of tonight asks about the person and is answered no."""
    noes = {
        f"who.{name}" for name, said in (example["diary"]["health"].get("who") or {}).items() if said is False
    }
    rows = [row for row in content.questions().follow_up if _yeses(example) & set(row.under)]
    return {q.ids[0]: False for row in rows for q in row.first if len(q.ids) == 1 and q.ids[0] in noes}


def _level(example: Example, rule: str) -> str:
    return str(example["flags"].get(rule, "")).partition(" ")[0]


def _parts(example: Example) -> tuple[list[Example], Example]:
    """The nights before tonight, and tonight."""
    today = str(example["today"])
    nights = [night for night in example["diary"]["nights"] if night["date"] <= today]
    before = [night for night in nights if night["date"] < today]
    return before, next((night for night in nights if night["date"] == today), {})


def _raised_before(example: Example, rule: str, level: str) -> bool:
    before, tonight = _parts(example)
    if len(before) + bool(tonight) < len(example["diary"]["nights"]):
        return True  # by a night that no clock of this phone has reached
    flags = evaluate({"nights": before}, today=example["today"]).flags
    return any((flag.rule, flag.level) == (rule, level) for flag in flags)


def _by_taps(example: Example, rule: str, level: str) -> bool:
    """Whether what the thumb really says raises it: a background of today and rows above their questions."""
    before, tonight = _parts(example)
    health = {name: said for name, said in example["diary"]["health"].items() if name != "given"}
    noes = _noes_about_the_person(example)
    who = {name: said for name, said in (health.get("who") or {}).items() if said or f"who.{name}" in noes}
    callers = _callers(example)
    row = {**tonight, "checks": {**(tonight.get("checks") or {}), **callers}}
    diary = {"health": {**health, "who": who}, "nights": [*before, row]}
    flags = evaluate(diary, today=example["today"]).flags
    # A row's own warning stands, whatever the answers behind it say.
    first = [each for each in load().reading.rows if each.id in callers and each.fires == rule]
    raised = any((flag.rule, flag.level) == (rule, level) for flag in flags)
    return raised and all(each.level == level for each in first)


def _callers(example: Example) -> dict[str, Any]:
    """Rows of the strip to which the thumb says yes, since what it is to answer is put nowhere else."""
    checks: Example = _parts(example)[1].get("checks") or {}
    put = {name for ids in content.questions().weekly.values() for name in ids}
    leg = next((said for said in checks.values() if isinstance(said, str)), True)
    found: dict[str, Any] = {}
    for name in checks.keys() - put:
        rows = [
            row
            for row in content.questions().follow_up
            if any(name in q.ids for q in (*row.first, *row.then))
        ]
        if not any(_yeses(example) & set(row.under) for row in rows):
            strip = [under for row in rows for under in row.under if under.startswith("strip.")]
            found |= dict.fromkeys(strip[:1], leg)
    return found


def _taps(example: Example) -> int:
    _, tonight = _parts(example)
    return len(tonight.get("checks") or {}) + 9 * len(tonight.get("episodes") or [])


@pytest.fixture(scope="module")
def clocked(browser: Browser) -> Iterator[Page]:
    """A phone whose clock the tests set."""
    context = device(browser, has_touch=True)
    yield careful(context.new_page())
    context.close()


@pytest.fixture
def phone(clocked: Page, site: Site) -> Page:
    """The same, as new."""
    as_new(clocked, site.url)
    return clocked


@pytest.mark.parametrize(("rule", "level", "example"), list(paths()))
def test_an_arm_is_raised_by_taps(site: Site, phone: Page, rule: str, level: str, example: Example) -> None:
    before, tonight = _parts(example)
    phone.clock.set_system_time(f"{example['today'] + timedelta(days=1)}T08:00:00")
    thumb = Thumb(phone, site.url, noes_first=(rule, level) in NOES_FIRST)
    thumb.open("tonight")

    seed(phone, before)
    thumb.about(example["diary"]["health"])
    thumb.night({**tonight, "checks": {**_noes_about_the_person(example), **(tonight.get("checks") or {})}})

    assert_raised(thumb, rule, level)


def assert_raised(thumb: Thumb, rule: str, level: str) -> None:
    message = load().rule(rule).text["en"].message[level]
    if message not in thumb.read:
        thumb.page.goto(f"{thumb.url}/safety")
        expect(thumb.page.get_by_text(message).first).to_be_visible()
    assert thumb.page.faults == []  # type: ignore[attr-defined]


@pytest.mark.full
def test_restless_legs_that_trouble_are_worth_an_appointment(site: Site, phone: Page) -> None:
    """RF34 routine: rests on the pattern shown, which the server works out for an account."""
    visitor = site.sign_in(newcomer(site, "restless@example.org"), WORD)
    example = examples()["rls"]
    later = datetime.now(UTC).date() - timedelta(days=1) - example["today"]
    for night in example["diary"]["nights"]:
        day = date.fromisoformat(night.pop("date")) + later
        body = {"timezone": "Europe/London", **night}
        visitor.call("PUT", f"patients/me/nights/{day}", body).raise_for_status()

    def rls_shown() -> bool:
        return any(
            one["id"] == "rls" and one["shown"] for one in visitor.get("patients/me/insights")["profiles"]
        )

    assert eventually(rls_shown, patience=120)
    sign_in(phone, site, "restless@example.org", WORD)
    phone.wait_for_url(re.compile("/tonight"))
    thumb = Thumb(phone, site.url)
    thumb.open("patterns")
    thumb.about({"bother": "moderate"})

    assert_raised(thumb, "RF34", "routine")
