"""Every level of every rule is raised by taps: nights before tonight are seeded, tonight's answers are a thumb's."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from insights.safety.evaluator import evaluate
from insights.safety.rulebook import load
from tests.browser.seeding import seed
from tests.browser.taps import Thumb
from tests.insights.safety.diaries import vectors
from tests.site import Site

pytestmark = pytest.mark.browser
# One of each way to a flag: a strip row, a sign, a weekly group, the health background, nights before.
IN_EVERY_RUN = {("RF01", "emergency"), ("RF27", "emergency"), ("RF37", "routine")}
# Rests on a pattern shown, which a guest's phone does not hold.
SHOWN = {("RF34", "routine")}
ARMS = dict.fromkeys((rule.id, arm.level) for rule in load().rules for arm in rule.arms)


def paths() -> Iterator[Any]:
    """The shortest example of each arm that the nights before do not raise by themselves."""
    examples = vectors()
    for rule, level in sorted(ARMS.keys() - SHOWN):
        fit = [each for each in examples if _level(each, rule) == level and not each.get("shown")]
        fit = [each for each in fit if not _raised_before(each, rule, level)]
        marks = [] if (rule, level) in IN_EVERY_RUN else [pytest.mark.full]
        yield pytest.param(rule, level, min(fit, key=_taps), id=f"{rule}-{level}", marks=marks)


def _level(example: dict[str, Any], rule: str) -> str:
    return str(example["flags"].get(rule, "")).partition(" ")[0]


def _parts(example: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The nights before tonight, and tonight."""
    today = str(example["today"])
    nights = [night for night in example["diary"]["nights"] if night["date"] <= today]
    before = [night for night in nights if night["date"] < today]
    return before, next((night for night in nights if night["date"] == today), {})


def _raised_before(example: dict[str, Any], rule: str, level: str) -> bool:
    before, tonight = _parts(example)
    if len(before) + bool(tonight) < len(example["diary"]["nights"]):
        return True  # by a night that no clock of this phone has reached
    flags = evaluate({"nights": before}, today=example["today"]).flags
    return any((flag.rule, flag.level) == (rule, level) for flag in flags)


def _taps(example: dict[str, Any]) -> int:
    _, tonight = _parts(example)
    return len(tonight.get("checks") or {}) + 9 * len(tonight.get("episodes") or [])


@pytest.mark.parametrize(("rule", "level", "example"), list(paths()))
def test_an_arm_is_raised_by_taps(
    site: Site, phone: Page, rule: str, level: str, example: dict[str, Any]
) -> None:
    before, tonight = _parts(example)
    phone.clock.set_system_time(f"{example['today'] + timedelta(days=1)}T08:00:00")
    thumb = Thumb(phone, site.url)
    thumb.open("tonight")

    seed(phone, before)
    thumb.about(example["diary"]["health"])
    thumb.night(tonight)

    message = load().rule(rule).text["en"].message[level]
    if message not in thumb.read:
        phone.goto(f"{site.url}/safety")
        expect(phone.get_by_text(message).first).to_be_visible()
    assert phone.faults == []  # type: ignore[attr-defined]
