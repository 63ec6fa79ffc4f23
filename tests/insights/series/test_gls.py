import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.engine.gls import BLOCK, regress, sums
from insights.engine.whitening import Filter, Grid, standard_grid
from tests.draws import draws
from tests.insights.series import slow


def panel(seed: int, nights: int, logged: float = 0.75, factors: int = 3):
    rng = np.random.default_rng(seed)
    outcome = np.cumsum(rng.normal(size=nights)) * 0.3 + rng.normal(size=nights) + 5
    nuisance = np.stack([np.ones(nights), np.arange(nights) / nights, np.arange(nights) % 7 > 4], axis=1)
    candidates = rng.normal(size=(nights, factors))
    observed = rng.random(nights) < logged
    observed[:12] = True
    return outcome, nuisance, candidates, observed


@draws(12)
@given(seed=st.integers(0, 10_000), nights=st.integers(16, 60), logged=st.floats(0.3, 1.0))
def test_the_filter_agrees_with_dense_covariance_matrices(seed, nights, logged):
    outcome, nuisance, candidates, observed = panel(seed, nights, logged)
    effect = regress(outcome[None], nuisance[None], candidates[None], observed[None])
    for column in range(candidates.shape[1]):
        design = np.column_stack([nuisance, candidates[:, column]])
        weight, mean, scale, freedom = slow.posterior(outcome, design, observed)
        assert effect.weight[0, column] == pytest.approx(weight, abs=1e-8)
        assert effect.mean[0, column] == pytest.approx(mean, rel=1e-6, abs=1e-8)
        assert effect.scale[0, column] == pytest.approx(scale, rel=1e-6)
        assert effect.df[0, 0] == freedom


def test_innovations_are_those_of_the_inverse_cholesky_root():
    outcome, _, _, observed = panel(seed=3, nights=30)
    rows = Filter.of(observed[None], Grid(np.array([0.6]), np.array([0.25]), np.zeros(1)))
    known = np.where(observed, outcome, 0.0)[:, None, None]

    white = (rows.innovations(known) * np.sqrt(rows.precision[:, None]))[:, 0, 0, 0]

    matrix = slow.covariance(np.flatnonzero(observed).astype(float), 0.6, 0.25)
    assert white[observed] == pytest.approx(slow.root(matrix) @ outcome[observed])
    assert np.all(white[~observed] == 0)
    assert rows.log_det[0, 0] == pytest.approx(np.linalg.slogdet(matrix)[1])
    solved = rows.solved(known)[0, observed, 0, 0]
    assert solved == pytest.approx(np.linalg.solve(matrix, outcome[observed]))
    assert rows.squares(known)[0, 0, 0] == pytest.approx(outcome[observed] @ solved)


def test_sums_are_what_least_squares_leaves_of_whitened_columns():
    outcome, nuisance, candidates, observed = panel(seed=8, nights=50)
    left = sums(outcome[None], nuisance[None], candidates[None], observed[None])
    grid, nights = standard_grid(), np.flatnonzero(observed).astype(float)
    for at, (phi, nugget) in enumerate(zip(grid.phi, grid.nugget, strict=True)):
        root = slow.root(slow.covariance(nights, phi, nugget))
        white = root @ np.column_stack([outcome, candidates])[observed]
        fit, *_ = np.linalg.lstsq(root @ nuisance[observed], white, rcond=None)
        rest = white - root @ nuisance[observed] @ fit
        assert left.total[0, at] == pytest.approx(rest[:, 0] @ rest[:, 0])
        assert left.own[:, 0, at] == pytest.approx((rest[:, 1:] ** 2).sum(axis=0))
        assert left.cross[:, 0, at] == pytest.approx(rest[:, 1:].T @ rest[:, 0], rel=1e-6, abs=1e-9)


def test_a_missing_night_may_hold_anything():
    outcome, nuisance, candidates, observed = panel(seed=4, nights=40)
    spoilt = np.where(observed, outcome, np.nan)

    plain = regress(outcome[None], nuisance[None], candidates[None], observed[None])
    gaps = regress(spoilt[None], nuisance[None], candidates[None], observed[None])

    assert np.array_equal(plain.mean, gaps.mean)


def test_padding_with_unlogged_nights_changes_nothing():
    outcome, nuisance, candidates, observed = panel(seed=5, nights=40)
    plain = regress(outcome[None], nuisance[None], candidates[None], observed[None])

    pad = ((0, 9), (0, 0))
    longer = regress(
        np.pad(outcome, (0, 9))[None],
        np.pad(nuisance, pad)[None],
        np.pad(candidates, pad)[None],
        np.pad(observed, (0, 9))[None],
    )

    assert longer.average() == pytest.approx(plain.average(), rel=1e-12)


def test_series_side_by_side_answer_as_they_do_alone():
    panels = [panel(seed, nights=35) for seed in range(BLOCK + 3)]
    together = regress(*(np.stack(part) for part in zip(*panels, strict=True)))
    for row, parts in enumerate(panels):
        alone = regress(*(part[None] for part in parts))
        assert together.average()[row] == pytest.approx(alone.average()[0], rel=1e-12)


def test_a_candidate_that_the_nuisance_explains_is_not_estimated():
    outcome, nuisance, candidates, observed = panel(seed=6, nights=40)
    candidates[:, 0] = 1 - nuisance[:, 2]

    effect = regress(outcome[None], nuisance[None], candidates[None], observed[None])

    assert np.isnan(effect.average()[0, 0])
    assert np.isfinite(effect.average()[0, 1:]).all()


def test_a_nuisance_column_of_zeros_is_left_out():
    outcome, nuisance, candidates, observed = panel(seed=7, nights=40)
    without = regress(outcome[None], nuisance[None, :, :2], candidates[None], observed[None])
    nuisance[:, 2] = 0.0

    effect = regress(outcome[None], nuisance[None], candidates[None], observed[None])

    assert effect.mean == pytest.approx(without.mean)


def test_too_few_nights_are_refused_by_name():
    with pytest.raises(ValueError, match="observed"):
        regress(np.zeros((1, 2)), np.ones((1, 2, 2)), np.ones((1, 2, 1)), np.ones((1, 2), dtype=bool))


def test_the_prior_over_the_grid_is_a_whole():
    assert np.exp(standard_grid().log_prior).sum() == pytest.approx(1.0)
