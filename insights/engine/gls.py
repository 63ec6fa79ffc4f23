"""Regression on one person's nights when neighbouring nights resemble each other.

The model is ``y = X·β + u + e``: ``u`` an AR(1) process with correlation ``φ^|gap in nights|``, ``e``
white noise that is a share ``ν`` of the variance. Neither φ nor ν is known, so every quantity is averaged
over a fixed grid of both, weighted by how well each explains the series (flat prior on β, Jeffreys on the
variance). Nights that are missing are simply predicted over, so gaps cost information and nothing else.

Sources: Schuurman, Houtveen & Hamaker 2015 (AR(1) with measurement noise for one person); Kalman 1960 for the
whitening; Frisch & Waugh 1933 for testing many candidates against one set of nuisance columns.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from insights.engine import special
from insights.engine.mixture import Mixture

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

PHI = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94)
NUGGET = (0.0, 0.25, 0.5)
PHI_PRIOR = (1.5, 2.0)  # Beta: mild positive correlation is usual for pain, near 1 is not
COLLINEAR = 1e-9  # a candidate of which less than this share is its own is not estimated


@dataclass(frozen=True, slots=True)
class Grid:
    """The G covariances averaged over, and the log of their prior mass: each of shape (G,)."""

    phi: Floats
    nugget: Floats
    log_prior: Floats


@dataclass(frozen=True, slots=True)
class Whitened:
    """Columns made independent with equal variance at every grid point.

    ``columns`` (n, C, S, G) are one-step innovations divided by their sd, zero on missing nights (the
    grid is innermost because that is where the arithmetic is longest); ``log_det`` (S, G) is the log
    determinant of the correlation matrix of the nights observed.
    """

    columns: Floats
    log_det: Floats


@dataclass(frozen=True, slots=True)
class Sums:
    """Whitened sums of squares left once the nuisance columns are taken out.

    ``own`` (F, S, G) of each candidate (NaN where nuisance explains it), ``cross`` (F, S, G) with the
    outcome, ``total`` (S, G) of the outcome, ``log_base`` (S, G) is ``log prior - ½log|R| - ½log|Z'Z|``,
    ``freedom`` (S, 1) the nights observed less the nuisance columns.
    """

    own: Floats
    cross: Floats
    total: Floats
    log_base: Floats
    freedom: Floats


@cache
def standard_grid() -> Grid:
    """Eleven correlations by three noise shares; φ = 0 is one point, since noise then changes nothing."""
    edges = np.concatenate([[0.0], (np.array(PHI[1:]) + np.array(PHI[:-1])) / 2, [1.0]])
    mass = np.diff(special.betainc(*PHI_PRIOR, edges))
    points = [(0.0, 0.0, mass[0])]
    points += [
        (phi, nugget, share / len(NUGGET))
        for phi, share in zip(PHI[1:], mass[1:], strict=True)
        for nugget in NUGGET
    ]
    phi, nugget, weight = np.array(points).T
    return Grid(phi, nugget, np.log(weight))


def whiten(columns: Floats, observed: Bools, grid: Grid) -> Whitened:
    """Run ``columns`` (S, n, C) on consecutive nights through the scalar Kalman filter of every grid point.

    ``observed`` (S, n) says which nights count; what ``columns`` hold on the others is never read.
    """
    nightly = np.where(observed[:, :, None], columns, 0.0).transpose(1, 2, 0)[..., None]
    gain, spread = _filter(observed, grid)
    out = np.empty((*nightly.shape[:3], grid.phi.size))
    state, step = np.zeros(out.shape[1:]), np.empty(out.shape[1:])
    phi = np.broadcast_to(grid.phi, gain.shape[1:]).copy()
    for values, innovation, weight in zip(nightly, out, gain, strict=True):
        np.subtract(values, state, out=innovation)
        np.multiply(innovation, weight, out=step)
        state += step
        state *= phi
    seen = observed.T[:, :, None]
    out *= np.where(seen, spread**-0.5, 0.0)[:, None]
    return Whitened(out, np.where(seen, np.log(spread), 0.0).sum(axis=0))


def _filter(observed: Bools, grid: Grid) -> tuple[Floats, Floats]:
    """Gains and innovation variances (n, S, G): they depend on the gaps alone, never on the answers."""
    signal = np.broadcast_to(1.0 - grid.nugget, (observed.shape[0], grid.phi.size)).copy()
    decay = grid.phi**2
    renewal = signal * (1.0 - decay)
    variance = signal.copy()
    gain = np.empty((observed.shape[1], *variance.shape))
    spread = np.empty_like(gain)
    for night, seen in enumerate(observed.T[:, :, None]):
        np.add(variance, grid.nugget, out=spread[night])
        np.multiply(variance, seen, out=gain[night])
        gain[night] /= spread[night]
        variance *= decay * (1.0 - gain[night])
        variance += renewal
    return gain, spread


def regress(outcome: Floats, nuisance: Floats, candidates: Floats, observed: Bools) -> Mixture:
    """Posterior of each candidate's coefficient, alone beside the nuisance columns; arrays are (S, F, G),
    df (S, 1).

    A candidate that the nuisance columns already explain is NaN throughout. All candidates share one
    whitening.

    Shapes: ``outcome`` (S, n), ``nuisance`` (S, n, K), ``candidates`` (S, n, F), ``observed`` (S, n)
    bool. Nights are consecutive calendar nights. Raises ValueError when a series has no degree of freedom
    left.

    >>> import numpy as np
    >>> nights = np.arange(40.0)
    >>> factor = (nights % 3 == 0).astype(float)
    >>> pain = 4 + 2 * factor + np.sin(nights)
    >>> effect = regress(pain[None], np.ones((1, 40, 1)), factor[None, :, None], np.ones((1, 40), bool))
    >>> bool(abs(effect.average()[0, 0] - 2) < 0.5)
    True
    """
    left = sums(outcome, nuisance, candidates, observed)
    df = left.freedom - 1.0
    if (df < 1).any():
        raise ValueError("observed: every series needs more nights than columns")
    residual = np.maximum(left.total - left.cross**2 / left.own, COLLINEAR * left.total)
    log_weight = left.log_base - 0.5 * np.log(left.own) - 0.5 * df * np.log(residual)
    scale = np.sqrt(residual / left.own / df)
    log_weight, mean, scale = (part.swapaxes(0, 1) for part in (log_weight, left.cross / left.own, scale))
    return Mixture(normalised(log_weight), mean, scale, df)


def normalised(log_weight: Floats) -> Floats:
    """Weights summing to one over the grid."""
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=-1, keepdims=True))


def sums(outcome: Floats, nuisance: Floats, candidates: Floats, observed: Bools) -> Sums:
    """Whiten once, then take the nuisance columns out of everything else. Shapes as in `regress`."""
    grid, kept = standard_grid(), nuisance.shape[2] + 1
    white = whiten(np.concatenate([nuisance, outcome[:, :, None], candidates], axis=2), observed, grid)
    own, cross, total, log_gram = _partial_out(white.columns, kept)
    freedom = observed.sum(axis=1)[:, None] - (kept - 1.0)
    return Sums(own, cross, total, grid.log_prior - 0.5 * white.log_det - log_gram, freedom)


def _partial_out(columns: Floats, kept: int) -> tuple[Floats, Floats, Floats, Floats]:
    """``own``, ``cross``, ``total`` of `Sums` and ``½log|Z'Z|``, by Gaussian elimination over the nuisance.

    ``kept`` counts the nuisance columns and the outcome, which come first in ``columns`` (n, C, S, G).
    """
    base = [np.einsum("nsg,ncsg->csg", columns[:, row], columns) for row in range(kept)]
    squares = np.einsum("ncsg,ncsg->csg", columns[:, kept:], columns[:, kept:])
    sizes = [base[row][row] for row in range(kept)]
    own, log_gram = squares.copy(), np.zeros_like(sizes[0])
    for done in range(kept - 1):
        pivot = base[done][done]
        idle = pivot <= COLLINEAR * sizes[done]  # a nuisance column that the earlier ones explain is left out
        pivot = np.where(idle, 1.0, pivot)
        share = np.where(idle, 0.0, base[done] / pivot)
        own -= base[done][kept:] * share[kept:]
        for row in range(done + 1, kept):
            base[row] = base[row] - base[done][row] * share
        log_gram += 0.5 * np.log(pivot)
    own[own <= COLLINEAR * squares] = np.nan
    return own, base[-1][kept:], base[-1][kept - 1], log_gram
