"""The measurement of the alarm load, on a handful of people."""

from datetime import date

import pytest

from insights.safety import content
from tests.bench.alarms import report
from tests.bench.alarms.asking import CHECKS, Interview
from tests.bench.alarms.judging import Course, Raised, course
from tests.bench.alarms.people import FIRST, subjects
from tools.simulation.safety import Family, safety_rates

ON = date(2026, 10, 5)
SWELLING = next(at for at, row in enumerate(content.questions().follow_up) if "sign.swell_one" in row.under)


def one(*raised, nights=50, **conditions):
    return Course(nights, tuple(Raised(*each) for each in raised), conditions, frozenset())


def test_a_load_is_counted_for_a_thousand_logged_nights():
    load = report.load([one(("RF03", "same_day", ON), ("RF33", "routine", ON)), one(nights=150)])

    assert load.by_level == {"emergency": 0, "same_day": 5, "within_days": 0, "routine": 5}
    assert load.all == 5
    assert load.with_any == 0.5
    assert load.family(Family(("RF03",), 2)) == 5
    assert load.family(Family((), 2)) == 0


def test_a_condition_counts_as_caught_by_its_own_rules_from_its_beginning():
    early, other, routine = ("RF12", "emergency", ON), ("RF33", "routine", ON), ("RF12", "routine", ON)
    late = ("RF12b", "same_day", date(2026, 10, 9))
    courses = [one(early, other, late, cauda_equina=date(2026, 10, 6)), one(other, routine, cauda_equina=ON)]

    assert report.days_to_first(courses, "cauda_equina") == [3, None]


@pytest.mark.parametrize("condition", ["blocked_artery", "cauda_equina"])
def test_what_comes_suddenly_is_warned_of_within_days(condition):
    courses = [course(subject) for subject in subjects(4, 11, condition=condition)]

    days = report.days_to_first(courses, condition)

    assert sum(found is not None and found <= 7 for found in days) >= 3


def test_every_answer_that_is_put_is_true():
    (subject,) = subjects(1, 12, condition="venous")
    interview = Interview(subject)

    assert list(interview.days())

    asked = [
        (night, name)
        for night in interview.nights
        for name in night["checks"]
        if not name.startswith("strip.")
    ]
    assert len({name for _, name in asked}) > 30
    for night, name in asked:
        step = (date.fromisoformat(night["date"]) - FIRST).days
        assert bool(night["checks"][name]) == subject.truth.says(name, step)
        assert night["checks"][name] in (False, subject.leg if CHECKS[name].sided else True)


def test_asking_about_swelling_spares_warnings_and_asks_nothing_else_anew():
    people = list(subjects(3, 13, condition="venous"))

    asked = [course(subject) for subject in people]
    never = [course(subject, [SWELLING]) for subject in people]

    assert any(SWELLING in each.asked for each in asked)
    assert not any(SWELLING in each.asked for each in never)
    assert report.load(never).all > report.load(asked).all


def test_a_warning_that_stands_is_raised_once():
    (subject,) = subjects(1, 11, condition="blocked_artery")

    raised = course(subject).raised

    assert raised
    assert len(raised) == len({(each.rule, each.level, each.on) for each in raised})


def test_the_budget_is_the_sum_of_its_levels_and_of_its_families():
    budget = safety_rates().budget

    assert sum(budget.levels.values()) == budget.all
    assert sum(family.cap for family in budget.families) == pytest.approx(budget.all, abs=1)
