"""One world: the table as it truly is there, which differs from the one the comparison uses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.simulation.settings import FLOOR, Floats, Rates, Settings

EXCLUSIVE = ("onset", "when", "dur", "side")


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """Scores of every item: log odds of a tick, log probability of a choice up to a constant.

    ``table`` (cause, item), ``null`` and ``background`` (item,), ``loadings`` (factor, item) of the
    person factors, scaled so that their variances add up to ``settings.person_factors_share`` on average.
    """

    settings: Settings
    items: tuple[str, ...]
    causes: tuple[str, ...]
    table: Floats
    null: Floats
    background: Floats
    loadings: Floats
    groups: dict[str, NDArray[np.int64]]

    def group(self, name: str) -> NDArray[np.int64]:
        """Positions of the items of one group."""
        return self.groups[name]

    def at(self, item: str) -> int:
        """Position of one item."""
        return self.items.index(item)


def draw_world(settings: Settings, rates: Rates, rng: np.random.Generator) -> World:
    """Move every cell of the table a little and lose some to the background."""
    exclusive = np.array([item.split(".")[0] in EXCLUSIVE for item in rates.items])
    table, null, background = (
        _score(part, exclusive) for part in (rates.table, rates.null, rates.background)
    )
    # The null moves as well, or people without a pattern would be the only ones whom the table fits.
    moved = np.vstack([table, null]) + rng.normal(
        0.0, settings.table_sd, (len(rates.causes) + 1, exclusive.size)
    )
    lost = rng.random(moved.shape) < settings.cell_lost
    moved = np.where(lost, background, moved)
    factors = settings.person_factors
    loadings = rng.normal(size=(factors, exclusive.size)) * np.sqrt(settings.person_factors_share / factors)
    groups = _groups(rates.items)
    return World(settings, rates.items, rates.causes, moved[:-1], moved[-1], background, loadings, groups)


def _groups(items: tuple[str, ...]) -> dict[str, NDArray[np.int64]]:
    names = [item.partition(".")[0] for item in items]
    return {name: np.flatnonzero([one == name for one in names]) for name in dict.fromkeys(names)}


def _score(rate: Floats, exclusive: NDArray[np.bool_]) -> Floats:
    # The logit of 0 and of 1 is infinite.
    rate = np.clip(rate, FLOOR, 1.0 - FLOOR)
    return np.where(exclusive, np.log(rate), np.log(rate / (1.0 - rate)))
