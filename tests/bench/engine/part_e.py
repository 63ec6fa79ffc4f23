"""Part E: microseconds of one core."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from insights.engine.associations import CHUNK
from insights.engine.cells import Encoder
from insights.engine.counts import count, latest
from insights.engine.gls import regress
from insights.engine.match import Match, Matcher
from tests.bench.engine.cohorts import cohort
from tests.bench.engine.tables import Part, at_most
from tools.simulation.people import LAST_NIGHT, people

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
    rows.append((f"score against every pattern and pair, {PEOPLE} people", score))
    diary = next(people(1, 56, SEED)).diary
    rows.append(
        ("one diary read, counted and scored anew", _best(repeats, lambda: _anew(crowd.matcher, diary)))
    )
    part.table(("step", "µs a person"), rows)
    for nights in (56, 90):
        part.promise(at_most(f"µs a person, regression at {nights} nights", slopes[nights], 300))
    part.promise(at_most("µs a person, score", score, 30))
    return part


def _anew(matcher: Matcher, diary: Mapping[str, Any]) -> Match:
    """What one more night costs: nothing is remembered from before it."""
    cells = Encoder(matcher.layout).encode([diary])
    today = np.array([LAST_NIGHT.toordinal()])
    return matcher.match(count(cells, latest(cells, today, matcher.parameters.window_days), matcher.layout))


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
