"""Did the level of a series step up or down at some night?

The evidence for one step is a Bayes factor: every possible night counts alike, the step's size is normal
with the series' own sd, and both hypotheses live on the AR(1) grid of `insights.engine.gls`, so that a
slow wander of the pain is not taken for a step. (Penalised change-point search, PELT with BIC, calls a
step in 24-88 % of such wanders.)
"""

from dataclasses import dataclass

import numpy as np

from insights.engine.arrays import Floats
from insights.engine.gls import Sums, normalised, sums


@dataclass(frozen=True, slots=True)
class Shift:
    """``night`` is the first index of the new level, the likeliest; ``chance`` its share of all steps
    considered; ``size`` the mean step there, in the series' units; ``bayes_factor`` step against no step.
    """

    night: int
    chance: float
    size: float
    bayes_factor: float


def level_shift(values: Floats, edge: int) -> Shift:
    """Weigh one step in ``values`` (n,), NaN where not said, against none; at least ``edge`` steps from
    either end.

    Raises ValueError when no night is that far from both ends, or when the series never moves.
    """
    nights = np.arange(edge, values.size - edge + 1)
    said = ~np.isnan(values)
    if nights.size == 0:
        raise ValueError("edge: leaves no night at which the level could have changed")
    if not said.any() or np.ptp(values[said]) == 0:
        raise ValueError("values: a series that never moves holds no step")
    steps = (np.arange(values.size)[:, None] >= nights).astype(np.float64)
    left = sums(values[None], np.ones((1, values.size, 1)), steps[None], said[None])
    return _weighed(left, nights)


def _weighed(left: Sums, nights: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Shift:
    """Integrate the step (variance equal to the series' own) out of every night and grid point."""
    own, cross = left.own[:, 0], left.cross[:, 0]
    total, freedom = left.total[0], left.freedom[0]
    rest = total - cross**2 / (own + 1.0)
    log_gain = -0.5 * np.log1p(own) - 0.5 * freedom * (np.log(rest) - np.log(total))
    # Where all said values lie on one side the level explains the step, and there is nothing to weigh.
    log_gain = np.where(np.isnan(own), -np.inf, log_gain)
    still = normalised(left.log_base[0] - 0.5 * freedom * np.log(total))
    by_night = np.exp(log_gain) * still
    evidence = by_night.sum(axis=1)
    best = int(evidence.argmax())
    sizes = cross[best] / (own[best] + 1.0)
    size = float((by_night[best] * sizes).sum() / evidence[best])
    return Shift(int(nights[best]), float(evidence[best] / evidence.sum()), size, float(evidence.mean()))
