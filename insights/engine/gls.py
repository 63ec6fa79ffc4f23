"""Regression on one person's nights when neighbouring nights resemble each other.

The model is ``y = X·β + u + e``: ``u`` an AR(1) process with correlation ``φ^|gap in nights|``, ``e``
white noise that is a share ``ν`` of the variance. Neither φ nor ν is known, so every quantity is averaged
over a fixed grid of both, weighted by how well each explains the series (flat prior on β, Jeffreys on the
variance). Nights that are missing are simply predicted over, so gaps cost information and nothing else.

Sources: Schuurman, Houtveen & Hamaker 2015 (AR(1) with measurement noise for one person); Kalman 1960 for the
whitening; Frisch & Waugh 1933 for testing many candidates against one set of nuisance columns.
"""

from dataclasses import dataclass

import numpy as np

from insights.engine.arrays import Bools, Floats
from insights.engine.mixture import Mixture
from insights.engine.whitening import Filter, standard_grid

COLLINEAR = 1e-9  # a candidate of which less than this share is its own is not estimated
BLOCK = 8  # records whose candidates are filtered together: few enough for the nearest caches


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
    # Rounding may leave nothing, or less, of an outcome that a candidate explains wholly.
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
    """Take correlation and the nuisance columns out of everything else. Shapes as in `regress`.

    Only the nuisance columns and the outcome are multiplied with all others; a candidate is multiplied with
    itself alone.
    """
    rows = Filter.of(observed, standard_grid())
    first = np.concatenate([nuisance, outcome[:, :, None]], axis=2)
    # NaN times zero is NaN: what was not observed has to be a true zero before anything is summed.
    columns = np.where(observed[:, :, None], np.concatenate([first, candidates], axis=2), 0.0)
    kept = first.shape[2]
    nightly = columns.transpose(1, 2, 0)
    solved = rows.solved(nightly[:, :kept])
    products = columns.transpose(0, 2, 1) @ solved.reshape(*solved.shape[:2], -1)
    base = products.reshape(*products.shape[:2], kept, -1).transpose(2, 1, 0, 3)
    parts = [slice(start, start + BLOCK) for start in range(0, observed.shape[0], BLOCK)]
    squares = np.concatenate([rows.part(part).squares(nightly[:, kept:, part]) for part in parts], axis=1)
    own, cross, total, log_gram = _partial_out(list(base), squares)
    freedom = observed.sum(axis=1)[:, None] - (kept - 1.0)
    return Sums(own, cross, total, rows.grid.log_prior - 0.5 * rows.log_det - log_gram, freedom)


def _partial_out(base: list[Floats], squares: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """``own``, ``cross``, ``total`` of `Sums` and ``½log|Z'Z|``, by Gaussian elimination over the nuisance.

    ``base`` has a row (C, S, G) for each nuisance column and, last, for the outcome: their products with all
    columns in the same order. ``squares`` (F, S, G) are the candidates' products with themselves.
    """
    kept = len(base)
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
