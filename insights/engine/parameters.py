"""What the engine is told: rates per pattern and the scalars of the comparison, from the content."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Share of pain nights with each item, per pattern.

    `by_pattern` is (patterns, items), `null` and `background` are (items,). The null is people with night leg
    pain but no pattern; the background is everyone who logs it, and the reference of every weight.
    """

    items: tuple[str, ...]
    patterns: tuple[str, ...]
    by_pattern: Floats
    null: Floats
    background: Floats


@dataclass(frozen=True, slots=True)
class Parameters:
    """Scalars of the comparison; meanings and sources stand beside the values in the content."""

    mixture: float
    pattern_strength: float
    background_strength: float
    side_strength: float
    discount: float
    cap_ratio: float
    prior_none: float
    prior_pairs: float
    style_gain: float
    style_limit: float
    style_prior: float
    style_step: float
    repeat_prior: float
    repeat_nights: float
    repeat_reference: float
    repeat_power: float
    repeat_floor: float
    contrast_nights: float
    contrast_floor: float
    contrast_spread: float
    contrast_null: float
    rate_floor: float
    window_days: int
    look_every: int
