import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from insights.engine.mixture import Mixture, span
from tests.draws import draws


def some_mixture(seed: int, components: int = 5) -> Mixture:
    rng = np.random.default_rng(seed)
    weight = rng.dirichlet(np.ones(components))
    return Mixture(weight, rng.normal(size=components), rng.uniform(0.3, 2.0, components), np.array(17.0))


@draws(30)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.8, 0.95, 0.99]))
def test_an_interval_leaves_equal_tails(seed, level):
    mixture = some_mixture(seed)
    low, high = mixture.interval(level)
    assert mixture.below(low) == pytest.approx((1 - level) / 2, abs=1e-5)
    assert mixture.below(high) == pytest.approx((1 + level) / 2, abs=1e-5)


def test_one_component_is_student_t():
    mixture = Mixture(np.ones(1), np.array([1.0]), np.array([2.0]), np.array(9.0))
    assert mixture.below(3.0) == pytest.approx(student.cdf(1.0, 9))
    assert mixture.two_sided() == pytest.approx(2 * student.cdf(-0.5, 9))
    assert mixture.interval()[1] == pytest.approx(1 + 2 * student.ppf(0.975, 9))


def test_a_prior_agrees_with_multiplying_densities_on_a_fine_line():
    mixture = some_mixture(seed=2)
    line = np.linspace(-12, 12, 20_001)
    standard = (line[:, None] - mixture.mean) / mixture.scale
    density = (mixture.weight * np.exp(-0.5 * standard**2) / mixture.scale).sum(axis=1)
    density *= np.exp(-0.5 * ((line - 0.4) / 0.7) ** 2)
    exact = (line * density).sum() / density.sum()

    assert mixture.with_prior(0.4, 0.7).average() == pytest.approx(exact, abs=1e-6)


def test_a_wide_prior_changes_nothing():
    mixture = some_mixture(seed=3)
    assert mixture.with_prior(0.0, 1e6).average() == pytest.approx(mixture.average(), rel=1e-6)


@draws(30)
@given(st.integers(0, 10_000), st.floats(0.2, 3.0))
def test_a_span_is_the_least_that_holds_both_intervals(seed, sd):
    plain = some_mixture(seed)
    shrunk = plain.with_prior(0.0, sd)
    low, high = span(plain, shrunk, 0.95)
    both = plain.interval(0.95), shrunk.interval(0.95)
    assert low == min(one for one, _ in both)
    assert high == max(one for _, one in both)
    assert plain.below(high) - plain.below(low) >= 0.95 - 1e-5
    assert low <= shrunk.average() <= high
