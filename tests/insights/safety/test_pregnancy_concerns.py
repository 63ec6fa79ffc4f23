"""Pregnancy is asked of and told to those whom it may concern: not from an age on, unless it was said."""

from datetime import date

import pytest

from insights.safety.person import known_of
from insights.safety.rulebook import load
from insights.tips import load as load_tips
from insights.tips.clauses import HealthSays

TODAY = date(2026, 11, 22)
READING = load().reading
AGE = READING.pregnancy.not_from_age
OF_PREGNANCY = ("who.pregnant", "who.postpartum6w")


def known(years: int, **health: object) -> dict[str, bool]:
    """What counts for someone who has surely had so many birthdays."""
    born = TODAY.year - years - 1
    return {
        name: answer.yes for name, answer in known_of({"birth_year": born, **health}, TODAY, READING).items()
    }


def test_from_the_age_on_what_was_not_said_is_no() -> None:
    assert [known(AGE).get(name) for name in OF_PREGNANCY] == [False, False]
    assert [known(AGE - 1).get(name) for name in OF_PREGNANCY] == [None, None]
    assert known_of({}, TODAY, READING) == {}


@pytest.mark.parametrize("said", [{"who": {"pregnant": True}}, {"dates": {"due": "2027-01-01"}}])
def test_a_yes_counts_at_any_age(said: dict[str, object]) -> None:
    assert known(AGE + 10, **said)["who.pregnant"]


def test_tips_and_questions_stop_at_the_same_age() -> None:
    gates = load_tips().gates.values()
    asking = [
        gate
        for gate in gates
        if any(isinstance(part, HealthSays) and part.id in OF_PREGNANCY for part in gate.any)
    ]
    assert {gate.not_from_age for gate in asking} == {AGE}


def test_no_tip_tells_everyone_of_pregnancy() -> None:
    told = [
        line
        for language, word in (("en", "pregnan"), ("de", "schwanger"), ("es", "embaraz"))
        for tip in load_tips(language=language).tips.values()
        for line in (tip.text, tip.sure, *(care.text for care in tip.care if not care.when))
        if word in line.lower()
    ]
    assert told == []
