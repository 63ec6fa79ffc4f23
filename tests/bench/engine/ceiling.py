"""What could be told at best: a reader who knows the very table that the people come from, which nobody can."""

import numpy as np

from insights.engine.counts import Counts
from insights.engine.match import Matcher
from insights.engine.parameters import Rates
from tests.bench.engine.cohorts import Cohort
from tests.bench.engine.rivals import Floats
from tools.simulation.settings import rates as table
from tools.simulation.settings import settings
from tools.simulation.world import EXCLUSIVE, World, draw_world


def true_rates(seed: int, names: tuple[str, ...]) -> Rates:
    """The table as it is in the world of this seed, patterns in the order of ``names``."""
    world = draw_world(settings(), table(), np.random.default_rng([seed, 0]))
    order = [world.causes.index(name) for name in names]
    parts = (_rate(world, row) for row in (world.table[order], world.null, world.background))
    return Rates(world.items, names, *parts)


def _rate(world: World, scores: Floats) -> Floats:
    out = 1.0 / (1.0 + np.exp(-scores))
    for name in EXCLUSIVE:
        group = world.group(name)
        raised = np.exp(scores[..., group])
        out[..., group] = raised / raised.sum(axis=-1, keepdims=True)
    return out


def told(judged: Cohort, seed: int, counts: Counts) -> Floats:
    """Claims (people, patterns + 1) of the comparison's own method, had it known this world's table."""
    match = Matcher(true_rates(seed, judged.matcher.rates.patterns), judged.content.parameters).match(counts)
    return np.column_stack([match.q, match.none]).astype(np.float64)
