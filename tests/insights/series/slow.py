"""The same regression a slow, obvious way: dense covariance matrices, least squares, one series at a time."""

import numpy as np
from scipy.stats import t as student

from insights.engine.arrays import Bools, Floats
from insights.engine.whitening import standard_grid


def covariance(nights: Floats, phi: float, nugget: float) -> Floats:
    gaps = np.abs(nights[:, None] - nights[None, :])
    return (1 - nugget) * phi**gaps + nugget * np.eye(nights.size)


def root(matrix: Floats) -> Floats:
    return np.linalg.inv(np.linalg.cholesky(matrix))


def posterior(outcome: Floats, design: Floats, observed: Bools) -> tuple[Floats, Floats, Floats, int]:
    """Weights, means and scales over the grid for the last column of ``design``, and the degrees of
    freedom.
    """
    nights = np.flatnonzero(observed).astype(float)
    y, columns = outcome[observed], design[observed]
    freedom = columns.shape[0] - columns.shape[1]
    grid, log_weight, mean, scale = standard_grid(), [], [], []
    for phi, nugget, prior in zip(grid.phi, grid.nugget, grid.log_prior, strict=True):
        matrix = covariance(nights, phi, nugget)
        white = root(matrix)
        beta, *_ = np.linalg.lstsq(white @ columns, white @ y, rcond=None)
        rss = float(np.sum((white @ (y - columns @ beta)) ** 2))
        bread = (white @ columns).T @ (white @ columns)
        log_weight.append(
            prior
            - 0.5 * np.linalg.slogdet(matrix)[1]
            - 0.5 * np.linalg.slogdet(bread)[1]
            - 0.5 * freedom * np.log(rss)
        )
        mean.append(beta[-1])
        scale.append(np.sqrt(rss / freedom * np.linalg.inv(bread)[-1, -1]))
    weight = np.exp(np.array(log_weight) - max(log_weight))
    return weight / weight.sum(), np.array(mean), np.array(scale), freedom


def below(value: float, weight: Floats, mean: Floats, scale: Floats, freedom: int) -> float:
    return float(weight @ student.cdf((value - mean) / scale, freedom))
