"""Part E: microseconds of one core."""

from collections.abc import Callable
from pathlib import Path
from time import process_time

import numpy as np

from insights.engine.associations import CHUNK
from insights.engine.gls import regress
from tests.bench.engine.cohorts import cohort
from tests.bench.engine.tables import Part, at_most

SEED = 4004
FACTORS = 20
PEOPLE = 300


def measure(repeats: int, pictures: Path) -> Part:
    """Best of ``repeats``; ``pictures`` gets none."""
    part = Part("E. How long it takes")
    part.say(f"Processor time a person on one core, best of {repeats}; the machine was shared.")
    slopes = {nights: _regression(repeats, nights) for nights in (28, 56, 90)}
    rows = [
        (f"regression of {FACTORS} complete factors, {nights} nights", time)
        for nights, time in slopes.items()
    ]
    crowd = cohort([SEED], PEOPLE)
    counts = crowd.counts(56)
    score = _best(repeats, lambda: crowd.matcher.match(counts)) / PEOPLE
    part.table(
        ("step", "µs a person"), [*rows, (f"score against every pattern and pair, {PEOPLE} people", score)]
    )
    for nights in (56, 90):
        part.promise(at_most(f"µs a person, regression at {nights} nights", slopes[nights], 300))
    part.promise(at_most("µs a person, score", score, 30))
    return part


def _regression(repeats: int, nights: int) -> float:
    rng = np.random.default_rng([SEED, nights])
    nuisance = np.ones((CHUNK, nights, 3))
    nuisance[:, :, 1] = np.arange(nights) % 7 >= 5
    nuisance[:, :, 2] = np.linspace(-1, 1, nights)
    outcome, factors = rng.normal(size=(CHUNK, nights)), rng.normal(size=(CHUNK, nights, FACTORS))
    observed = rng.random((CHUNK, nights)) < 0.75
    return _best(repeats, lambda: regress(outcome, nuisance, factors, observed)) / CHUNK


def _best(repeats: int, work: Callable[[], object]) -> float:
    """Least processor time of one call, in microseconds, after one call to warm up."""
    work()
    times = []
    for _ in range(repeats):
        start = process_time()
        work()
        times.append(process_time() - start)
    return 1e6 * min(times)
