"""Nights counted once when they were only copied from the night before."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.engine.cells import YES
from journal.night import BOTH, LEFT, RIGHT
from tests.bench.engine.cohorts import Cohort

Floats = NDArray[np.float64]
ALIKE = 12  # questions that two nights must share before equal answers are a copy


@dataclass(frozen=True, slots=True, eq=False)
class Fresh:
    """Counts of nights that were not copied: ``yes`` and ``no`` (people, items), ``sides`` (people, 3)."""

    yes: Floats
    no: Floats
    sides: Floats


def fresh(cohort: Cohort, nights: int) -> Fresh:
    """Runs of painful nights that agree in all they both answer are one night."""
    looks, layout = cohort.looks(nights), cohort.matcher.layout
    told = layout.answers[layout.answers < len(layout.items)]
    yes = np.zeros((len(looks.diary), len(layout.items)))
    no, sides = np.zeros_like(yes), np.zeros((len(yes), 3))
    for person, (first, end) in enumerate(zip(looks.first, looks.end, strict=True)):
        rows = cohort.cells.rows[first:end]
        for run in _runs(rows[rows[:, layout.pain] == 1], told, layout.leg):
            answered = run[: len(layout.items)]
            yes[person] += np.maximum(answered, 0) / YES
            no[person] += np.where(answered >= 0, 1 - answered / YES, 0)
            sides[person] += run[layout.leg] == np.array([LEFT, RIGHT, BOTH])
    return Fresh(yes, no, sides)


def _runs(rows: NDArray[np.int8], told: NDArray[np.intp], leg: int) -> list[NDArray[np.int8]]:
    runs: list[NDArray[np.int8]] = []
    for row in rows:
        before = runs[-1] if runs else None
        if before is not None:
            common = (before[told] >= 0) & (row[told] >= 0)
            legs = {int(before[leg]), int(row[leg])} - {0}
            if common.sum() >= ALIKE and (before[told] == row[told])[common].all() and len(legs) < 2:
                runs[-1] = np.maximum(before, row)
                continue
        runs.append(row)
    return runs
