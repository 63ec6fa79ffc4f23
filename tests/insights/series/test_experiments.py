from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.engine import experiments as engine
from insights.series import experiments
from insights.series.content import content, values
from insights.series.experiments import Arm, TipStatus, Trial
from tests.insights.series.cast import START, diary, lingering

RULES = values(engine.Rules, content().experiments.numbers)
FREE = TipStatus(fits=True, blocked=False, flagged=False, notice=False)


def planned(seed: int, nights: int = 42) -> np.ndarray:
    return np.array(engine.plan(nights, 2, np.random.default_rng(seed)))


def outcome(seed: int, on: np.ndarray, effect: float) -> np.ndarray:
    rng = np.random.default_rng([seed, 1])
    return 5 + 1.6 * (0.85 * lingering(rng, on.size, 0.45) + 0.5 * rng.normal(size=on.size)) + effect * on


def trial(on: np.ndarray, start: date = START) -> Trial:
    return Trial("t01", tuple(Arm(start + timedelta(days=step), bool(one)) for step, one in enumerate(on)))


@settings(deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([28, 42]), st.integers(1, 4))
def test_a_plan_is_balanced_within_every_pair(seed, nights, block):
    plan = engine.plan(nights, block, np.random.default_rng(seed))
    assert (len(plan), sum(plan)) == (nights, nights // 2)
    for start in range(0, nights - 2 * block + 1, 2 * block):
        assert sum(plan[start : start + 2 * block]) == block


def test_the_same_seed_draws_the_same_plan_and_others_differ():
    plans = {engine.plan(28, 2, np.random.default_rng(seed)) for seed in range(40)}
    assert engine.plan(28, 2, np.random.default_rng(7)) == engine.plan(28, 2, np.random.default_rng(7))
    assert len(plans) > 20


@pytest.mark.parametrize(("nights", "block"), [(0, 2), (27, 2), (28, 0)])
def test_an_impossible_plan_is_refused(nights, block):
    with pytest.raises(ValueError, match="nights"):
        engine.plan(nights, block, np.random.default_rng(0))


def exact(strength: np.ndarray, on: np.ndarray) -> float:
    """Edgington's test: the share of all plans that could have been drawn with at least this difference."""
    pairs = on.reshape(-1, 4)
    difference = lambda plan: abs(strength[plan].mean() - strength[~plan].mean())  # noqa: E731
    drawn = [
        difference(np.where(np.array(flips)[:, None], ~pairs, pairs).ravel())
        for flips in product((False, True), repeat=len(pairs))
    ]
    return float(np.mean(np.array(drawn) >= difference(on) - 1e-12))


def test_the_exact_test_agrees_about_what_helps_and_what_does_not():
    helped: list[tuple[str, float]] = []
    idle: list[tuple[str, float]] = []
    for seed in range(12):
        on = planned(seed, 28)
        used = np.full(28, np.nan)
        for effect, answers in ((-3.0, helped), (0.0, idle)):
            strength = outcome(seed, on, effect)
            answers.append((engine.analyse(strength, on, used, RULES).verdict, exact(strength, on)))
    assert sum(verdict == "fewer" for verdict, _ in helped) >= 9
    assert sum(p <= 0.05 for _, p in helped) >= 9
    assert sum(verdict in ("fewer", "more") for verdict, _ in idle) <= 2
    assert sum(p <= 0.05 for _, p in idle) <= 2


def test_a_drift_is_not_taken_for_the_tip():
    effects = []
    for seed in range(60):
        on = planned(seed)
        drifting = outcome(seed, on, 0.0) - 3 * np.linspace(0, 1, 42)
        effects.append(engine.analyse(drifting, on, np.full(42, np.nan), RULES).effect or 0.0)
    assert abs(np.mean(effects)) < 0.2


def test_skipping_the_tip_on_bad_nights_makes_use_look_better_than_it_is():
    gaps = []
    for seed in range(60):
        on = planned(seed)
        base = outcome(seed, on, 0.0)
        used = on & (base < np.quantile(base, 0.7))
        strength = base - 1.5 * used
        as_used = strength[used].mean() - strength[~used].mean()
        gaps.append((engine.analyse(strength, on, used.astype(float), RULES).full_use, as_used))
    full_use, as_used = np.mean(np.array(gaps), axis=0)
    assert as_used < -2
    assert full_use == pytest.approx(-1.5, abs=0.35)


def test_use_that_hardly_differs_gives_no_effect_of_use():
    on = planned(1)
    found = engine.analyse(outcome(1, on, -2.0), on, np.ones(42), RULES)
    assert found.full_use is None
    assert found.on.used == (21, 21)


def test_too_few_answers_are_no_result():
    on = planned(2)
    strength = np.where(np.arange(42) < 6, 3.0, np.nan)
    found = engine.analyse(strength, on, np.full(42, np.nan), RULES)
    assert (found.verdict, found.effect) == ("too_few", None)


def test_nights_that_never_differ_are_the_same():
    on = planned(3)
    assert engine.analyse(np.full(42, 4.0), on, np.full(42, np.nan), RULES).verdict == "same"


def test_a_look_stops_for_help_and_for_futility_but_not_early():
    on = planned(4, 28)
    assert engine.look(outcome(4, on, -5.0), on, RULES) == "helps"
    assert engine.look(outcome(4, on, 4.0), on, RULES) == "futile"
    assert engine.look(outcome(4, on, -5.0)[:16], on[:16], RULES) is None


@pytest.mark.parametrize(
    ("tip", "nights", "logged", "status", "expected"),
    [
        ("t01", 28, 7, FREE, ()),
        ("t12", 28, 7, FREE, ("unsuitable",)),
        ("t01", 30, 7, FREE, ("length",)),
        ("t01", 28, 6, FREE, ("baseline",)),
        (
            "t01",
            28,
            7,
            TipStatus(fits=False, blocked=True, flagged=True, notice=True),
            ("does_not_fit", "blocked", "flagged", "notice"),
        ),
    ],
)
def test_an_experiment_starts_only_where_nothing_stands_against_it(tip, nights, logged, status, expected):
    assert experiments.obstacles(tip, nights, logged, status) == expected


def test_what_four_weeks_cannot_show_is_said_before():
    shown, expected = experiments.before(28)
    assert "cannot" in shown
    assert "at random" in expected


def test_any_flag_stops_first():
    on = planned(5, 28)
    found = experiments.stop(trial(on), diary([]), START, flagged=True)
    assert found == "flagged"


def test_two_clearly_worse_nights_with_the_tip_stop_it():
    on = np.array([True, True, False, False] * 7)
    usual = [3, 4, 3, 4, 3, 4, 3]
    plan = trial(on, START + timedelta(days=7))
    calm, bad = diary([*usual, 4, 4]), diary([*usual, 6, 7])
    today = START + timedelta(days=8)
    assert experiments.stop(plan, calm, today, flagged=False) is None
    assert experiments.stop(plan, bad, today, flagged=False) == "worse"
    assert experiments.stop(plan, calm, START, flagged=False) is None


BEFORE = np.array([3, 5, 4, 3, 5, 4, 4], dtype=float)
PAIRED = np.array([True, True, False, False] * 2)


@pytest.mark.parametrize(
    ("strength", "stops"),
    [
        ([4, 4, 4, 4, 7, 7, 4, 4], True),
        ([7, 7, 4, 4, 4, 4, 4, 4], False),  # the last nights with the tip were calm again
        ([4, 4, 4, 4, 4, 7, 4, 4], False),  # one night is no sign
        ([4, 4, 4, 4, 5, 5, 4, 4], False),  # such nights were usual before
        ([7, 7, 7, 7, 7, 7, 7, 7], False),  # the nights without were as bad
        ([4, 4, 4, 4, np.nan, 7, 4, 4], False),
        ([7, 4, 4, 4, 7, np.nan, 4, 4], False),
        ([4, 7, 4, 4, 7, np.nan, 4, 4], True),  # in a row is among the nights that have an answer
        ([np.nan] * 8, False),
    ],
)
def test_worse_is_beyond_the_usual_and_beyond_the_nights_without(strength, stops):
    assert engine.worse(BEFORE, np.array(strength, dtype=float), PAIRED, RULES) is stops


def test_ten_points_are_worse_whatever_was_usual():
    strength = np.array([10, 10, 9, 9, 10, 10, 9, 9], dtype=float)
    assert engine.worse(np.full(7, 9.0), strength, PAIRED, RULES)


def test_without_nights_before_nothing_is_called_worse():
    assert not engine.worse(np.full(7, np.nan), np.full(8, 9.0), PAIRED, RULES)


@settings(deadline=None)
@given(st.lists(st.integers(0, 10), min_size=8, max_size=8), st.integers(0, 10))
def test_worse_nights_with_the_tip_never_call_a_stop_off(strength, more):
    nights = np.array(strength, dtype=float)
    raised = np.where(PAIRED, np.minimum(nights + more, 10), nights)
    assert engine.worse(BEFORE, nights, PAIRED, RULES) <= engine.worse(BEFORE, raised, PAIRED, RULES)


def test_statistics_stop_it_only_when_a_pair_is_complete():
    on = planned(6, 28)
    record = diary(np.clip(np.rint(outcome(6, on, -5.0) + 3), 0, 10))
    after = [
        experiments.stop(trial(on), record, START + timedelta(days=night - 1), False) for night in (20, 21)
    ]
    assert after == ["helps", None]


def test_a_result_shows_its_nights_and_says_how_sure():
    on = planned(7)
    strength = np.clip(np.rint(outcome(7, on, -3.0) + 1), 0, 10)
    tried = [[{"tip": "t01", "helped": None}] if one else [] for one in on]
    found = experiments.result(trial(on), diary(strength, tips_tried=tried), START + timedelta(days=41))
    assert found.found.verdict == "fewer"
    assert found.nights[3] == (START + timedelta(days=3), bool(on[3]), strength[3])
    assert "%" in found.text
    assert "21 of 21" in found.text


def test_a_plan_is_dated_from_its_start():
    found = experiments.plan(START, 28, np.random.default_rng(1))
    assert (found[0].date, found[-1].date) == (START, START + timedelta(days=27))
