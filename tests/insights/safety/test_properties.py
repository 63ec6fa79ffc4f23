"""What must hold for any diary, shown on random ones."""

import copy
import random
from datetime import date, timedelta

import pytest

from insights.safety.evaluator import evaluate
from insights.safety.rulebook import LEVELS
from tests.insights.safety.chance import CHECKS, TODAY, case

OTHER = {"left": "right", "right": "left", "both": "both"}


@pytest.fixture
def diaries():
    rng = random.Random(42)
    return [case(rng)["diary"] for _ in range(200)]


def flags(diary, today=TODAY):
    return evaluate(diary, today=today, shown=["rls"]).flags


def test_mirrored_legs_raise_the_same_flags_on_the_other_side(diaries):
    for diary in diaries:
        mirrored = [(flag.rule, flag.level, OTHER.get(flag.side), flag.items) for flag in flags(diary)]
        assert [(each.rule, each.level, each.side, each.items) for each in flags(_mirror(diary))] == mirrored


def _mirror(value):
    if isinstance(value, dict):
        return {key: _mirror(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_mirror(each) for each in value]
    return OTHER.get(value, value) if isinstance(value, str) else value


def test_the_order_of_nights_does_not_matter(diaries):
    rng = random.Random(1)
    for diary in diaries:
        shuffled = {**diary, "nights": rng.sample(diary["nights"], len(diary["nights"]))}
        assert flags(shuffled) == flags(diary)


def test_null_is_the_same_as_absent(diaries):
    for diary in diaries:
        assert evaluate(_without_null(diary), today=TODAY) == evaluate(diary, today=TODAY)


def _without_null(value):
    if isinstance(value, dict):
        return {key: _without_null(each) for key, each in value.items() if each is not None}
    return [_without_null(each) for each in value] if isinstance(value, list) else value


def test_notes_are_never_read(diaries):
    for diary in diaries:
        noted = copy.deepcopy(diary)
        for night in noted["nights"]:
            night["note"] = "chest pain, cannot move my legs, I want to die"
        assert flags(noted) == flags(diary)


def test_shifting_every_date_shifts_nothing_else(diaries):
    days = timedelta(days=365 + 37)
    for diary in diaries:
        moved = copy.deepcopy(diary)
        moved["health"] = {key: each for key, each in moved["health"].items() if key != "birth_year"}
        still = {**diary, "health": dict(moved["health"])}
        for night in moved["nights"]:
            night["date"] = _later(night["date"], days)
        for part in (moved["health"], *moved["nights"]):
            part["given"] = {name: _later(at[:10], days) + at[10:] for name, at in part["given"].items()}
        said = moved["health"].get("dates", {})
        moved["health"] = {**moved["health"], "dates": {k: _later(each, days) for k, each in said.items()}}
        then = [(flag.rule, flag.level, flag.items) for flag in flags(moved, TODAY + days)]
        assert then == [(flag.rule, flag.level, flag.items) for flag in flags(still)]


def _later(day, days):
    return (date.fromisoformat(day) + days).isoformat()


def test_a_question_answered_no_raises_nothing_that_was_not_there(diaries):
    """A no where nothing was asked may close a check or take a flag away; it never raises a higher one."""
    rng = random.Random(3)
    for diary in diaries:
        if not diary["nights"]:
            continue
        name = rng.choice(CHECKS)
        answered = copy.deepcopy(diary)
        if answered["nights"][-1]["checks"].get(name) is not None:
            continue
        answered["nights"][-1]["checks"][name] = False
        assert highest(answered) >= highest(diary)


def highest(diary):
    return min((LEVELS.index(flag.level) for flag in flags(diary)), default=len(LEVELS))


def test_the_evaluation_changes_nothing_it_was_given(diaries):
    for diary in diaries[:50]:
        before = copy.deepcopy(diary)
        flags(diary)
        assert diary == before


def test_flags_come_highest_level_first_and_then_by_rule(diaries):
    for diary in diaries:
        order = [(LEVELS.index(flag.level), flag.rule) for flag in flags(diary)]
        assert order == sorted(order)


def test_one_more_yes_never_lowers_the_level(diaries):
    """A yes to a warning where nothing was asked; what may take a warning away is no warning."""
    rng = random.Random(11)
    warnings = [name for name in CHECKS if name not in SPARING]
    for diary in diaries:
        if not diary["nights"]:
            continue
        name = rng.choice(warnings)
        told = copy.deepcopy(diary)
        if any(night["checks"].get(name) is not None for night in told["nights"]):
            continue
        told["nights"][-1]["checks"][name] = True
        assert highest(told) <= highest(diary), (name, diary)


SPARING = ("swelling_longstanding_unchanged", "swell.gone_by_morning", "ali.gone_30min")
