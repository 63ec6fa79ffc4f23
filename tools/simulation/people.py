"""People by the number, from one seed: the same seed gives the same people, and fewer are the first of
more.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from tools.simulation.diary import Person, draw_person
from tools.simulation.settings import Settings, rates, settings
from tools.simulation.world import draw_world

# Not today: the same seed has to give the same dates on any day.
LAST_NIGHT = date(2026, 11, 21)


def people(
    patients: int, nights: int, seed: int, *, last: date = LAST_NIGHT, world: Settings | None = None
) -> Iterator[Person]:
    """``patients`` people of the world that belongs to ``seed``, with ``nights`` calendar nights up to
    ``last``.
    """
    found = world or settings()
    # 0 is the world's own stream, so people are numbered from 1.
    place = draw_world(found, rates(), np.random.default_rng([seed, 0]))
    for number in range(1, patients + 1):
        # A stream for each person, so that how much one of them draws changes nobody else.
        rng = np.random.default_rng([seed, number])
        yield draw_person(place, f"made-up-{seed}-{number:06d}", nights, last, rng)
