"""The truth behind the safety questions: a rate for each, the same whatever is asked."""

import pytest

from insights.safety.rulebook import load
from tests.insights.safety.ids import answers_read
from tools.simulation.safety import Truth, safety_rates
from tools.simulation.settings import rates

NIGHTS = 400
# Told with the diary itself, and not by a rate.
BACKGROUND = {"birth_year", "weeks_of_trouble", "bother", "dates.birth", "dates.due", "dates.surgery"}


def truth(*causes, begun=None, seed=1, ticked=()):
    return Truth(safety_rates(), causes, begun or {}, NIGHTS, [seed, 0], lambda name, step: name in ticked)


def share(name, *causes, **more):
    return sum(truth(*causes, seed=seed, **more).says(name, 50) for seed in range(300)) / 300


def test_every_answer_that_a_rule_reads_is_drawn_or_left_out_with_its_reason():
    told = {*safety_rates().answers, *safety_rates().left_out}

    # The rates of the patterns answer signs and some of what is known of the person.
    assert answers_read(load()) - BACKGROUND - {*rates().items, "sign.weak"} <= told
    assert not told & {*rates().items}


def test_every_rate_names_answers_and_patterns_that_exist():
    content = safety_rates()
    known = {*content.answers, *rates().items}

    assert content.mix.keys() == set(rates().causes)
    for name, rate in content.answers.items():
        assert {*rate.under, *filter(None, [rate.unless])} <= known, name
        assert rate.among.keys() <= {*content.mix, *content.conditions}, name
        assert (rate.share is None) != (rate.of_1000 is None), name


def test_every_condition_is_caught_by_rules_that_exist_and_shows_in_an_answer():
    rules = {rule.id for rule in load().rules}

    for name, condition in safety_rates().conditions.items():
        assert set(condition.caught_by) <= rules
        assert any(name in rate.among for rate in safety_rates().answers.values())


def test_what_is_asked_first_changes_no_answer():
    names = sorted(safety_rates().answers)
    one, other = truth("venous", ticked={"sign.swell_one"}), truth("venous", ticked={"sign.swell_one"})

    forward = {name: [one.says(name, step) for step in range(NIGHTS)] for name in names}
    backward = {name: [other.says(name, step) for step in range(NIGHTS)] for name in reversed(names)}

    assert forward == backward


def test_people_of_a_pattern_answer_by_its_own_rate():
    assert share("foot.hang_better", "pad") == pytest.approx(0.8, abs=0.07)
    assert share("foot.hang_better", "cramp") == pytest.approx(0.03, abs=0.03)


def test_a_condition_shows_from_the_night_on_which_it_began():
    began = [truth(begun={"blocked_artery": 100}, seed=seed) for seed in range(200)]

    assert sum(one.says("ali.cold", 99) for one in began) < 5
    assert sum(one.says("ali.cold", 100) for one in began) / 200 == pytest.approx(0.8, abs=0.08)


def test_swelling_is_new_for_three_weeks_and_never_also_old():
    people = [truth("dvt", seed=seed, ticked={"sign.swell_one"}) for seed in range(100)]
    new = [[one.says("dvt.new_swelling", step) for step in range(NIGHTS)] for one in people]
    old = [[one.says("swelling_longstanding_unchanged", step) for step in range(NIGHTS)] for one in people]

    assert {sum(nights) for nights in new} == {0, 21}
    assert any(any(nights) for nights in old)
    assert not any(
        a and b for one, other in zip(new, old, strict=True) for a, b in zip(one, other, strict=True)
    )


def test_what_comes_and_goes_begins_as_often_as_its_rate_says():
    days = sum(truth(seed=seed).says("inf.fever", step) for seed in range(100) for step in range(NIGHTS))

    assert days / (100 * NIGHTS) == pytest.approx(3 * 3 / 1000, rel=0.25)
