"""Series like pain's: AR(1) with noise, rounding and gaps."""

import numpy as np

from insights.engine.arrays import Floats

SD = 1.8  # of a night's pain about its level, in points
NUGGET = 0.25
MISSING = 0.25


def lingering(rng: np.random.Generator, series: int, nights: int, phi: float | Floats) -> Floats:
    """AR(1) of unit variance, (series, nights)."""
    out = rng.normal(size=(series, nights))
    fresh = np.sqrt(1 - np.square(phi))
    for step in range(1, nights):
        out[:, step] = phi * out[:, step - 1] + fresh * out[:, step]
    return out


def pain(rng: np.random.Generator, series: int, nights: int, phi: float) -> Floats:
    """Noise of a night's pain about its level, in points."""
    own = rng.normal(size=(series, nights))
    return np.asarray(
        SD * (np.sqrt(1 - NUGGET) * lingering(rng, series, nights, phi) + np.sqrt(NUGGET) * own)
    )


def rounded(rng: np.random.Generator, values: Floats, missing: float = MISSING) -> Floats:
    """Whole points 0-10, NaN on nights not logged."""
    logged = rng.random(values.shape) >= missing
    return np.where(logged, np.clip(np.rint(values), 0, 10), np.nan)
