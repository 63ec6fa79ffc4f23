from datetime import date, timedelta

import numpy as np
import pytest

from insights.engine import trends as engine
from insights.engine.shifts import level_shift
from insights.series.content import METRICS
from insights.series.trends import trend
from tests.insights.series.cast import START, diary, lingering, pain

SCALE = engine.Scale(meaningful=2.0, prior_sd=2.0, lower_is_better=True)
RULES = engine.Rules(28, 14, 0.8, 0.95, 0.8, 0.95)


def worst(strengths, nights=None):
    last = START + timedelta(days=(nights or len(strengths)) - 1)
    return trend("worst_pain", diary(strengths), START, last)


def test_a_short_record_is_too_early_to_tell():
    found = worst(pain(np.random.default_rng(1), 20))
    assert found.summary.label == "too_early"
    assert found.summary.change is None
    assert "too early to tell" in found.summary.text
    assert found.step is None


def test_a_long_window_with_few_answers_is_too_early_too():
    strengths = np.full(60, np.nan)
    strengths[:10] = 4
    assert worst(strengths).summary.label == "too_early"


def test_a_plain_fall_is_meaningfully_better():
    strengths = np.linspace(8, 2, 90) + np.random.default_rng(2).normal(0, 0.8, 90)
    found = worst(np.clip(np.rint(strengths), 0, 10))
    assert found.summary.label == "meaningfully_better"
    assert found.summary.low < found.summary.change < found.summary.high < -2


def test_a_plain_rise_is_worth_discussing():
    strengths = np.clip(np.rint(np.linspace(1, 8, 90) + np.random.default_rng(3).normal(0, 0.8, 90)), 0, 10)
    found = worst(strengths)
    assert found.summary.label == "meaningfully_worse"
    assert "Worth discussing" in found.summary.text


def test_sleep_that_lengthens_is_better():
    rng = np.random.default_rng(4)
    judged = engine.trend(
        np.linspace(300, 420, 90) + rng.normal(0, 15, 90),
        engine.Scale(20.0, 30.0, lower_is_better=False),
        RULES,
    )
    assert judged.label == "meaningfully_better"


def test_mirrored_series_get_mirrored_labels():
    mirror = {
        "meaningfully_better": "meaningfully_worse",
        "improving": "worsening",
        "steady": "steady",
        "cannot_tell": "cannot_tell",
        "worsening": "improving",
        "meaningfully_worse": "meaningfully_better",
    }
    rng = np.random.default_rng(5)
    for slope in (-6, -3, 0, 3, 6):
        series = 5 + slope * np.linspace(-0.5, 0.5, 60) + rng.normal(size=60)
        there, back = (engine.trend(one, SCALE, RULES) for one in (series, -series))
        assert mirror[there.label] == back.label
        assert there.change is not None
        assert back.change == pytest.approx(-there.change)


def test_a_series_that_never_moves_is_steady():
    found = worst(np.zeros(40))
    assert (found.summary.label, found.summary.change) == ("steady", 0.0)
    assert "the same on every one of 40 nights" in found.summary.text


def test_flat_but_lingering_pain_is_hardly_ever_called_a_change():
    rng = np.random.default_rng(6)
    labels = [engine.trend(5 + 2 * lingering(rng, 56, 0.5), SCALE, RULES).label for _ in range(150)]
    assert sum(label not in ("steady", "cannot_tell") for label in labels) <= 12


def test_a_step_is_found_where_it_is():
    rng = np.random.default_rng(7)
    strengths = np.where(np.arange(84) < 40, 7, 2) + rng.integers(-1, 2, 84)
    found = worst(strengths)
    assert found.step is not None
    assert abs((found.step.on - START).days - 40) <= 1
    assert found.step.size < -3
    assert "down" in found.step.text


def test_a_slow_wander_is_not_taken_for_a_step():
    rng = np.random.default_rng(8)
    factors = [level_shift(5 + 2 * lingering(rng, 56, 0.6), edge=7).bayes_factor for _ in range(150)]
    assert np.mean(np.array(factors) > 3) <= 0.06


def test_a_step_needs_room_and_movement():
    with pytest.raises(ValueError, match="edge"):
        level_shift(np.arange(10.0), edge=7)
    with pytest.raises(ValueError, match="never moves"):
        level_shift(np.zeros(30), edge=7)


@pytest.mark.parametrize("metric", METRICS)
def test_every_metric_has_points_with_gaps_for_what_was_not_said(metric):
    found = trend(metric, diary([3.0, None, 0.0]), START, START + timedelta(days=13))
    assert len(found.points) == (2 if metric == "peg" else 14)
    assert found.points[1].value is None
    assert found.summary.label == "too_early"


def test_peg_is_read_on_mondays_and_averaged():
    record = diary([])
    record["peg"] = {"2026-06-01": [3, 4, 5], "2026-06-08": [1, None, 2]}
    found = trend("peg", record, date(2026, 5, 28), date(2026, 6, 14))
    assert [(point.date.isoformat(), point.value) for point in found.points] == [
        ("2026-06-01", 4.0),
        ("2026-06-08", None),
    ]


def test_pain_nights_are_spoken_of_by_the_week():
    strengths = [5.0] * 40 + [0.0] * 40
    found = trend("pain_nights", diary(strengths), START, START + timedelta(days=79))
    assert {point.value for point in found.points} == {0.0, 1.0}
    assert (found.summary.change or 0.0) < -2
    assert "nights a week" in found.summary.text
