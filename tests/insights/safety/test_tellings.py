"""Which night a flag is about, and what later answers of a night make of it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from insights.safety.ledger import Telling, ledger
from insights.safety.tellings import own_evening, settled, this_evening

TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 16, 20, tzinfo=UTC)
LONG = {"weeks_of_trouble": 8}


@pytest.mark.parametrize(
    ("told", "about"),
    [(["2026-11-28"], "2026-11-28"), (["2026-11-28", "2026-11-29"], "2026-11-29"), ([], "2026-11-28")],
)
def test_no_flag_is_about_a_night_that_nobody_has_told_yet(told: list[str], about: str) -> None:
    nights = [{"date": day, "pain": True} for day in told]

    raised = this_evening({"health": LONG, "nights": nights}, TODAY, now=NOW)

    assert [(one.rule, one.night) for one in raised] == [("RF33", about)]


EVENING = datetime(2026, 11, 28, 21, tzinfo=UTC)
LINE: dict[str, Any] = {"intensity": 4, "dur": "constant", "radiates": True, "feel": ["tingling"]}
STEADY: dict[str, Any] = {**LINE, "sites": [{"site": "calf", "side": "left"}]}
NOT_TENDER: dict[str, Any] = {"dvt.tender_calf": False, "dvt.calf_bigger": False}
COLD: dict[str, Any] = {
    "intensity": 4,
    "sites": [{"site": "calf", "side": "left"}],
    "signs": {"cold": "left"},
}
COLD_ALONE: dict[str, Any] = {
    "ali.cold": "left",
    "ali.pale": False,
    "ali.numb_new": False,
    "ali.cant_move": False,
}


def standing(first: dict[str, Any], then: dict[str, Any], health: dict[str, Any]) -> list[tuple[str, str]]:
    """What stands when a night was told so and then so."""
    known: list[Telling] = []
    for night in (first, then):
        told = {"date": "2026-11-28", "pain": True, **night}
        diary = {"health": health, "nights": [told]}
        own = own_evening(diary, date(2026, 11, 28), now=EVENING)
        known += [*settled(known, told, own, now=EVENING), *own]
    return [(one.rule, one.level) for one in ledger(known, [], now=EVENING, today=TODAY).open]


def test_a_no_to_each_lowering_question_lowers_the_warning():
    told: dict[str, Any] = {"episodes": [STEADY]}
    who = {"who": {"pregoest": True}}
    assert standing(told, told, who) == [("RF04", "same_day")]
    assert standing(told, {**told, "checks": NOT_TENDER}, who) == [("RF04", "within_days")]


@pytest.mark.parametrize("open_or_yes", [{"dvt.tender_calf": None}, {"dvt.calf_bigger": "left"}])
def test_a_lowering_question_left_open_or_answered_yes_lowers_nothing(open_or_yes: dict[str, Any]) -> None:
    told: dict[str, Any] = {"episodes": [STEADY]}
    then = {**told, "checks": {**NOT_TENDER, **open_or_yes}}
    assert standing(told, then, {"who": {"pregoest": True}})[0] == ("RF04", "same_day")


def test_what_a_lowered_warning_rested_on_taken_out_lowers_nothing():
    told: dict[str, Any] = {"episodes": [STEADY]}
    then: dict[str, Any] = {"episodes": [{**STEADY, "dur": "lt10m"}], "checks": NOT_TENDER}
    assert standing(told, then, {"who": {"pregoest": True}}) == [("RF04", "same_day")]


def test_answers_behind_a_sign_lower_its_warning_and_behind_a_row_they_do_not():
    sign: dict[str, Any] = {"episodes": [COLD]}
    row = {"checks": {"strip.limb": "left"}}
    assert standing(sign, {**sign, "checks": COLD_ALONE}, {}) == [("RF07b", "within_days")]
    then = {**sign, "checks": {**COLD_ALONE, "strip.limb": "left"}}
    assert standing({**sign, **row}, then, {}) == [("RF07b", "same_day")]
