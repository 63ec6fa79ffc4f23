"""The benchmark's own yardsticks, on cases with known answers."""

import numpy as np
import pytest

from tests.bench.engine.ceiling import true_rates
from tests.bench.engine.cohorts import cohort
from tests.bench.engine.matching import calibration_error, engine, reading, reliability
from tests.bench.engine.rivals import Cosine, Points, Trained, observed, softmax
from tests.bench.engine.tables import Part, at_least, at_most, keep, recall


@pytest.fixture(scope="module")
def crowd():
    return cohort([11, 12], 30)


def test_claims_that_come_true_as_often_as_claimed_have_no_error():
    claim = np.repeat([0.25, 0.75], 400)
    right = np.concatenate([np.arange(400) < 100, np.arange(400) < 300])
    assert calibration_error(claim, right) == pytest.approx(0.0)
    assert calibration_error(claim, ~right) == pytest.approx(0.5)
    assert reliability(claim, right) == [(0.25, 0.25, 0.5), (0.75, 0.75, 0.5)]


def test_knowing_everything_is_a_perfect_reading(crowd):
    claims = np.column_stack([crowd.planted, crowd.null]).astype(float)
    found = reading(claims, crowd)
    assert (found.top1, found.top2, found.ece, found.loud_nulls) == (1.0, 1.0, 0.0, 0.0)


def test_a_constant_claim_finds_no_more_than_its_pattern(crowd):
    claims = np.tile(np.eye(13)[0], (60, 1))
    has = crowd.planted.any(axis=1)
    assert reading(claims, crowd).top1 == pytest.approx(crowd.planted[has, 0].mean())


def test_every_reader_gives_probabilities_to_everyone(crowd):
    counts, rates = crowd.counts(56), crowd.matcher.rates
    for reader in (Cosine(rates), Points(rates), Trained.on(crowd, counts, 0.05)):
        claims = reader.read(counts)
        assert claims.shape == (60, 13)
        assert claims.sum(axis=1) == pytest.approx(1.0)
    assert engine(crowd, 56).shape == (60, 13)


def test_a_shorter_look_holds_no_more_nights(crowd):
    short, long = crowd.counts(14), crowd.counts(56)
    assert (short.logged <= 14).all()
    assert (short.logged <= long.logged).all()


def test_painful_only_diaries_keep_every_painful_night(crowd):
    only = crowd.painful_only().counts(56)
    assert np.array_equal(only.painful, crowd.counts(56).painful)
    assert np.array_equal(only.logged, only.painful)


def test_what_was_never_asked_reads_as_the_background(crowd):
    counts, rates = crowd.counts(14), crowd.matcher.rates
    shares = observed(counts, rates)
    ticks = [at for at, item in enumerate(rates.items) if item.startswith("feel.")]
    unasked = counts.asked[:, ticks] == 0
    assert unasked.any()
    assert np.broadcast_to(rates.background[ticks], unasked.shape)[unasked] == pytest.approx(
        shares[:, ticks][unasked]
    )


def test_the_true_table_of_a_world_is_made_of_rates():
    found = true_rates(701, ("rls", "cramp"))
    choices = [at for at, item in enumerate(found.items) if item.startswith("onset.")]
    assert found.by_pattern[:, choices].sum(axis=1) == pytest.approx(1.0)
    assert ((found.by_pattern > 0) & (found.by_pattern < 1)).all()


def test_softmax_follows_the_points():
    assert softmax(np.array([[0.0, np.log(3.0)]]))[0] == pytest.approx([0.25, 0.75])


def test_a_missed_promise_is_written_down():
    part = Part("X")
    part.promise(at_least("found", 0.5, 0.9))
    part.promise(at_most("false", 0.01, 0.05))
    assert "| found | 0.500 | ≥ 0.9 | **no** |" in part.markdown()
    assert "| false | 0.010 | ≤ 0.05 | yes |" in part.markdown()


def test_a_part_measured_earlier_is_reported_as_it_was(tmp_path):
    part = Part("X")
    part.say("Seen.")
    part.table(("nights", "share"), [(14, 0.25)])
    part.promise(at_least("found", np.float64(0.5), 0.9))
    keep(part, tmp_path / "results" / "x.json")
    assert recall(tmp_path / "results" / "x.json") == part
    assert recall(tmp_path / "results" / "x.json").markdown() == part.markdown()
