"""What a diary may resemble: nothing, one pattern, or two at once.

None is two hypotheses that share its prior: the background itself, whose weights are zero by definition,
and the null pattern. A pair's row is the mean of its two rows, and everything derived from rates is
derived from that mean. Pairs are not decoration: they are what keeps people with two causes from
upsetting the calibration.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from . import special
from .layout import Layout
from .parameters import Floats, Parameters, Rates


@dataclass(frozen=True, slots=True, eq=False)
class Hypotheses:
    """Rows: the patterns, the null, the pairs. Columns of rates: items. Background stands apart.

    `prior` (rows + 1) has a last row for the background. `containing` (patterns, patterns) lists the rows
    that hold each pattern, `none` the two that hold none. `sameness` is the share of one-legged nights on
    the usual leg, `contrasts` (rows, day factors) the expected log odds ratios, `leaning` the log of each
    rate over the background's, `usual` the rates around which a habit of ticking is judged.
    """

    rates: Floats
    background: Floats
    leaning: Floats
    usual: Floats
    sameness: Floats
    usual_sameness: float
    contrasts: Floats
    prior: Floats
    containing: NDArray[np.intp]
    none: NDArray[np.intp]


def hypotheses(rates: Rates, layout: Layout, parameters: Parameters) -> Hypotheses:
    """All hypotheses of the rates."""
    low, high = parameters.rate_floor, 1 - parameters.rate_floor
    count = len(rates.patterns)
    pairs = np.array(list(combinations(range(count), 2)))
    averages = rates.by_pattern[pairs].mean(axis=1)
    rows = np.concatenate([rates.by_pattern, rates.null[None], averages])
    # No rate is believed nearer to never or always: one slip of the thumb is no proof against a pattern.
    own, background = np.clip(rows, low, high), np.clip(rates.background, low, high)
    return Hypotheses(
        rates=own,
        background=background,
        leaning=np.log(own / background),
        usual=np.clip((rates.by_pattern.mean(axis=0) + rates.background) / 2, low, high),
        sameness=_sameness(rows, layout),
        usual_sameness=float(_sameness(rates.background[None], layout)[0]),
        contrasts=_contrasts(rows, rates.null, layout, parameters),
        prior=_prior(count, len(pairs), parameters),
        containing=_containing(count, pairs),
        none=np.array([count, len(rows)]),
    )


def _sameness(rows: Floats, layout: Layout) -> Floats:
    one, varies = rows[:, layout.column["side.one"]], rows[:, layout.column["side.varies"]]
    # Whose legs vary has pain in the usual one every other night.
    same: Floats = (one + varies / 2) / (one + varies)
    return same


def _contrasts(rows: Floats, null: Floats, layout: Layout, parameters: Parameters) -> Floats:
    low, high = parameters.rate_floor, 1 - parameters.rate_floor
    own, none = np.clip(rows[:, layout.days], low, high), np.clip(null[layout.days], low, high)
    expected: Floats = special.logit(own) - special.logit(none)
    expected[np.abs(expected) < parameters.contrast_floor] = 0
    return expected


def _prior(singles: int, pairs: int, parameters: Parameters) -> Floats:
    """Logs, up to a constant. The null and the background share the prior of none."""
    none = parameters.prior_none - np.log(2)
    return np.concatenate(
        [
            np.full(singles, -np.log(singles)),
            [none],
            np.full(pairs, parameters.prior_pairs - np.log(pairs)),
            [none],
        ]
    )


def _containing(count: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """For each pattern its own row and those of its pairs; pairs come after the patterns and the null."""
    with_it = [np.flatnonzero((pairs == pattern).any(axis=1)) + count + 1 for pattern in range(count)]
    return np.array([[pattern, *rows] for pattern, rows in enumerate(with_it)])
