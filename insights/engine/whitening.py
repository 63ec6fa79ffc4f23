"""What is new on each night, once the nights before it have been taken into account.

The covariance is that of `insights.engine.gls`: AR(1) with correlation ``φ^|gap|`` and a share ``ν`` of white
noise. A scalar Kalman filter predicts every night from those before; what is left are innovations,
independent of one another, whose variances depend on the gaps alone. With ``x`` the innovations of a column
``v`` (zero on missing nights) the filter needs one number a night:

    x[t+1] = v[t+1] - φ v[t] + a[t] x[t]

and its mirror image, run from the last night to the first, gives the inverse covariance times a column, so
that products with many other columns cost a matrix product. Source: Kalman 1960.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from insights.engine import special
from insights.engine.arrays import Bools, Floats

PHI = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.88, 0.94)
NUGGET = (0.0, 0.25, 0.5)
PHI_PRIOR = (1.5, 2.0)  # Beta: mild positive correlation is usual for pain, near 1 is not

# glibc hands memory back to the system, to be fetched anew page by page on the next call, until it has once been
# given back a block larger than those in use. This one is never touched; it saves a third of the time.
np.empty(3 << 20)


@dataclass(frozen=True, slots=True)
class Grid:
    """The G covariances averaged over, and the log of their prior mass: each of shape (G,)."""

    phi: Floats
    nugget: Floats
    log_prior: Floats


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


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of S records at every grid point; ``observed`` (S, n) says which nights count.

    ``carried`` (n, S, G) is the ``a`` above, ``precision`` (n, S, G) one over the innovation's variance and
    zero on missing nights, ``log_det`` (S, G) the log determinant of the correlation of the nights observed.
    """

    grid: Grid
    carried: Floats
    precision: Floats
    log_det: Floats

    @classmethod
    def of(cls, observed: Bools, grid: Grid) -> "Filter":
        signal = np.broadcast_to(1.0 - grid.nugget, (observed.shape[0], grid.phi.size)).copy()
        decay = grid.phi**2
        renewal = signal * (1.0 - decay)
        variance = signal.copy()
        carried = np.empty((observed.shape[1], *variance.shape))
        spread = np.empty_like(carried)
        for night, total, kept in zip(observed.T[:, :, None], spread, carried, strict=True):
            np.add(variance, grid.nugget, out=total)
            np.divide(variance, total, out=kept)
            np.multiply(kept, night, out=kept)
            np.subtract(1.0, kept, out=kept)
            variance *= kept
            variance *= decay
            variance += renewal
        carried *= grid.phi
        seen = observed.T[:, :, None]
        return cls(grid, carried, seen / spread, np.where(seen, np.log(spread), 0.0).sum(axis=0))

    def part(self, rows: slice) -> "Filter":
        """Some of the records."""
        return Filter(self.grid, self.carried[:, rows], self.precision[:, rows], self.log_det[rows])

    def innovations(self, columns: Floats) -> Floats:
        """(n, C, S, G) from ``columns`` (n, C, S), which hold zero on missing nights."""
        pair = np.zeros((*columns.shape, 2))
        pair[..., 0], pair[1:, ..., 1] = columns, columns[:-1]
        steps = np.stack([np.ones_like(self.grid.phi), -self.grid.phi])
        out = (pair.reshape(-1, 2) @ steps).reshape(*columns.shape, -1)
        moved = np.empty(out.shape[1:])
        for here, there, carried in zip(out[:-1], out[1:], self.carried[:-1], strict=True):
            np.multiply(here, carried, out=moved)
            there += moved
        return out

    def solved(self, columns: Floats) -> Floats:
        """The inverse covariance times ``columns`` (n, C, S), as (S, n, C, G); zero on missing nights is not
        promised.
        """
        back = self.innovations(columns)
        back *= self.precision[:, None]
        moved = np.empty(back.shape[1:])
        for here, there, carried in zip(back[-2::-1], back[:0:-1], self.carried[-2::-1], strict=True):
            np.multiply(there, carried, out=moved)
            here += moved
        nights, width, records, points = back.shape
        out = np.empty((records, nights, width, points))
        by_night = out.transpose(1, 2, 0, 3)
        by_night[-1] = back[-1]
        np.multiply(back[1:], -self.grid.phi, out=by_night[:-1])
        by_night[:-1] += back[:-1]
        return out

    def squares(self, columns: Floats) -> Floats:
        """Each column's length in the inverse covariance, (C, S, G) from ``columns`` (n, C, S)."""
        new = self.innovations(columns)
        return np.asarray(np.einsum("ncsg,ncsg,nsg->csg", new, new, self.precision))
