"""Each warning stands once: for its leg, or for the person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from insights.safety import order
from insights.safety.ledger import Entry, ledger
from insights.safety.pain import Kind
from insights.safety.rulebook import load
from insights.safety.tellings import own_evening
from tests.insights.safety.diaries import vectors

NOW = datetime(2026, 11, 21, 22, tzinfo=UTC)
OTHER = {"left": "right", "right": "left"}
ORDER = order.load()


def mirrored(value):
    if isinstance(value, dict):
        return {key: mirrored(each) for key, each in value.items()}
    if isinstance(value, list):
        return [mirrored(each) for each in value]
    return OTHER.get(value, value) if isinstance(value, str) else value


def standing() -> dict[str, list[Entry]]:
    """By rule, what stands after each example was told of one leg, and the next day of the other."""
    found: dict[str, list[Entry]] = {}
    for vector in vectors():
        told = [
            own_evening(diary, vector["today"], now=NOW + timedelta(days=ago))
            for ago, diary in enumerate((vector["diary"], mirrored(vector["diary"])))
        ]
        fold = ledger([*told[0], *told[1]], [], now=NOW, today=vector["today"])
        by_rule: dict[str, list[Entry]] = {}
        for entry in fold.open:
            by_rule.setdefault(entry.rule, []).append(entry)
        for rule, entries in by_rule.items():
            found[rule] = max(found.get(rule, []), entries, key=len)
    return found


@pytest.fixture(scope="module")
def stands():
    return standing()


def test_a_rule_without_a_leg_stands_once(stands):
    twice = {rule: [one.leg for one in entries] for rule, entries in stands.items() if len(entries) > 1}
    assert twice.keys() & ORDER.without_leg == set()
    assert set(map(tuple, map(sorted, twice.values()))) == {("left", "right")}


def test_a_rule_of_one_leg_stands_for_each(stands):
    of_a_leg = {rule.id for rule in load().rules if rule.arms} - ORDER.without_leg
    assert {rule for rule in of_a_leg if len(stands.get(rule, ())) < 2} == set()


def test_what_is_routine_stands_once(stands):
    legs = {entry.leg for entries in stands.values() for entry in entries if entry.level == "routine"}
    assert legs == {""}


@pytest.mark.parametrize(
    ("spell", "fits"),
    [
        ({"intensity": 3, "sites": [{"site": "calf", "side": "left", "intensity": 9}]}, True),
        ({"sites": [{"site": "calf", "side": "left", "intensity": 9}]}, True),
        ({"intensity": 3, "sites": [{"site": "calf", "side": "left", "intensity": 6}]}, False),
        ({"sites": [{"site": "calf", "side": "left"}]}, None),
    ],
)
def test_a_spell_is_as_strong_as_its_strongest_place(spell: dict[str, Any], fits: bool | None) -> None:
    assert Kind(intensity=7).fits(spell) is fits
