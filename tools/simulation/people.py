"""People by the number, from one seed: the same seed gives the same people, and fewer are the first of
more.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from tools.simulation.diary import Person, draw_person
from tools.simulation.settings import Settings, rates, settings
from tools.simulation.world import draw_world

LAST_NIGHT = date(2026, 11, 21)


def people(
    patients: int, nights: int, seed: int, *, last: date = LAST_NIGHT, world: Settings | None = None
) -> Iterator[Person]:
    """``patients`` people of the world that belongs to ``seed``, with ``nights`` calendar nights up to
    ``last``.
    """
    found = world or settings()
    place = draw_world(found, rates(), np.random.default_rng([seed, 0]))
    for number in range(1, patients + 1):
        rng = np.random.default_rng([seed, number])
        yield draw_person(place, f"made-up-{seed}-{number:06d}", nights, last, rng)
