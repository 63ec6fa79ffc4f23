"""Weighted sums of Student t distributions: what is left to say once a grid has been averaged over."""

from dataclasses import dataclass

import numpy as np

from insights.engine import special
from insights.engine.arrays import Floats

NEWTON_STEPS = 20
CLOSE = 1e-5  # in units of the spread


@dataclass(frozen=True, slots=True)
class Mixture:
    """One distribution per leading index; the last axis of ``weight``, ``mean`` and ``scale`` runs over
    components.

    ``df`` has the leading shape (or broadcasts to it). Weights sum to 1 along the last axis.
    """

    weight: Floats
    mean: Floats
    scale: Floats
    df: Floats

    def row(self, index: int) -> "Mixture":
        """The distributions of one entry of the first axis."""
        return Mixture(self.weight[index], self.mean[index], self.scale[index], self.df[index])

    def below(self, value: float | Floats) -> Floats:
        """Probability of lying below ``value`` (a number, or an array of the leading shape)."""
        at = np.asarray(value, dtype=np.float64)[..., None]
        standard = (at - self.mean) / self.scale
        return np.asarray((self.weight * special.stdtr(self.df[..., None], standard)).sum(axis=-1))

    def average(self) -> Floats:
        """The mean."""
        return np.asarray((self.weight * self.mean).sum(axis=-1))

    def spread(self) -> Floats:
        """Standard deviation in units of a t scale: components' own and between components."""
        centre = self.average()[..., None]
        return np.asarray(np.sqrt((self.weight * (self.scale**2 + (self.mean - centre) ** 2)).sum(axis=-1)))

    def two_sided(self) -> Floats:
        """Twice the smaller tail beyond zero: the p-value of "no effect"."""
        low = self.below(0.0)
        return np.asarray(2.0 * np.minimum(low, 1.0 - low))

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Central interval: Newton's method on the distribution function from a matched t."""
        return self._quantile((1 - level) / 2), self._quantile((1 + level) / 2)

    def _quantile(self, probability: float) -> Floats:
        df = np.broadcast_to(self.df, self.mean.shape[:-1])
        spread = self.spread()
        value = self.average() + spread * special.stdtrit(df, probability)
        for _ in range(NEWTON_STEPS):
            slope = np.maximum(self._density(value), 1e-300)
            # Far out in a tail the slope is almost nothing, and a whole Newton step would leave the distribution.
            step = np.clip((self.below(value) - probability) / slope, -spread, spread)
            value = value - step
            if not (np.abs(step) > CLOSE * spread).any():
                break
        return np.asarray(value)

    def _density(self, value: Floats) -> Floats:
        standard = (value[..., None] - self.mean) / self.scale
        df = self.df[..., None]
        height = _t_height(self.df)[..., None] * (1 + standard**2 / df) ** (-(df + 1) / 2)
        return np.asarray((self.weight * height / self.scale).sum(axis=-1))

    def with_prior(self, centre: float, sd: float) -> "Mixture":
        """Combine with a normal prior, component by component, reweighting by how well the prior foresaw
        each.

        Each component is taken as normal for the combination, then keeps its degrees of freedom.
        """
        variance = self.scale**2
        total = variance + sd**2
        shrunk = variance * sd**2 / total
        mean = (self.mean * sd**2 + centre * variance) / total
        foreseen = self.weight * np.exp(-0.5 * (self.mean - centre) ** 2 / total) / np.sqrt(total)
        weight = foreseen / foreseen.sum(axis=-1, keepdims=True)
        return Mixture(weight, mean, np.sqrt(shrunk), self.df)


def span(plain: Mixture, shrunk: Mixture, level: float) -> tuple[Floats, Floats]:
    """From the lower of the two lower ends to the higher of the two upper ends.

    A shrunken interval misses effects larger than its prior believed; a plain one misses the truth behind what
    was shown because it looked large. This one keeps its promise for both.
    """
    lows, highs = zip(plain.interval(level), shrunk.interval(level), strict=True)
    return np.minimum(*lows), np.maximum(*highs)


def _t_height(df: Floats) -> Floats:
    """Density of Student's t at its centre."""
    # Through logarithms: gamma itself overflows above 171, which half the nights of a year exceed.
    return np.asarray(np.exp(special.gammaln((df + 1) / 2) - special.gammaln(df / 2)) / np.sqrt(df * np.pi))
