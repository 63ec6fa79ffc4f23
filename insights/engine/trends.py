"""Is a person's series changing, and by how much over the window looked at?

The change is the slope of `insights.engine.gls` times the window, with a normal prior centred on none, so
that short records promise little. A label is a statement about that posterior; where none is earned the
answer is that nobody can tell yet, which at 28 nights is nearly always the truth.

Sources: the labels' thresholds come from the content (two points: Farrar 2001).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from insights.engine.arrays import Floats
from insights.engine.gls import regress
from insights.engine.mixture import Mixture

Label = Literal[
    "meaningfully_better",
    "improving",
    "steady",
    "worsening",
    "meaningfully_worse",
    "cannot_tell",
    "too_early",
]


@dataclass(frozen=True, slots=True)
class Scale:
    """One metric's units: the smallest ``meaningful`` change, the prior sd of change, and which way is
    better.
    """

    meaningful: float
    prior_sd: float
    lower_is_better: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """How long a record must be and how sure a label: probabilities in (0, 1)."""

    steps: int  # length of the window, in steps of the series
    values: int  # of which said
    sure_meaningful: float
    sure_direction: float
    sure_steady: float
    interval: float


@dataclass(frozen=True, slots=True)
class Trend:
    """``change`` over the window with its interval, in the metric's units; None when too early."""

    label: Label
    change: float | None = None
    low: float | None = None
    high: float | None = None


TOO_EARLY = Trend("too_early")


def trend(values: Floats, scale: Scale, rules: Rules) -> Trend:
    """Label one series of evenly spaced ``values`` (n,), NaN where nothing was said.

    A series that never moved has no noise to judge by: it is called steady with an empty interval.
    """
    known = _known(values, rules)
    if known is not None:
        return known
    posterior = changes(values[None]).with_prior(0.0, scale.prior_sd)
    low, high = posterior.interval(rules.interval)
    (label,) = _labels(posterior, scale, rules)
    return Trend(label, float(posterior.average()[0]), float(low[0]), float(high[0]))


def change(values: Floats) -> Mixture:
    """Posterior, under a flat prior, of the straight-line change from the first to the last step of
    ``values``.
    """
    return changes(values[None]).row(0)


def changes(series: Floats) -> Mixture:
    """`change` of every row of ``series`` (S, n)."""
    rows, steps = series.shape
    # It rises by one from the first step to the last, so that its coefficient is the change over the window.
    line = np.broadcast_to(np.linspace(-0.5, 0.5, steps)[None, :, None], (rows, steps, 1))
    effect = regress(series, np.ones((rows, steps, 1)), line, ~np.isnan(series))
    return Mixture(*(part[:, 0] for part in (effect.weight, effect.mean, effect.scale, effect.df)))


def _known(values: Floats, rules: Rules) -> Trend | None:
    """What needs no regression: too short, or never moved."""
    said = ~np.isnan(values)
    if values.size < rules.steps or said.sum() < rules.values:
        return TOO_EARLY
    # A series that never moved has no noise to judge by.
    return Trend("steady", 0.0, 0.0, 0.0) if np.ptp(values[said]) == 0 else None


def _labels(posterior: Mixture, scale: Scale, rules: Rules) -> list[Label]:
    """One label for each distribution of ``posterior`` (S,)."""
    less = posterior.below(-scale.meaningful)
    more = 1.0 - posterior.below(scale.meaningful)
    falling = posterior.below(0.0)
    return [_label(*chances, scale, rules) for chances in zip(less, more, falling, strict=True)]


def _label(less: float, more: float, falling: float, scale: Scale, rules: Rules) -> Label:
    if not scale.lower_is_better:
        # Exchanged once here, so that below less is better whatever the metric.
        less, more, falling = more, less, 1.0 - falling
    # The stronger claim first: whoever is meaningfully better is improving too.
    answers: tuple[tuple[Label, float, float], ...] = (
        ("meaningfully_better", less, rules.sure_meaningful),
        ("meaningfully_worse", more, rules.sure_meaningful),
        ("improving", falling, rules.sure_direction),
        ("worsening", 1.0 - falling, rules.sure_direction),
        ("steady", 1.0 - less - more, rules.sure_steady),
    )
    return next((label for label, chance, sure in answers if chance > sure), "cannot_tell")
