"""Made-up people as the comparison counts them, with what was planted in each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.comparison.compare import matcher
from insights.engine.cells import Cells, Encoder
from insights.engine.counts import Counts, Looks, count, latest
from insights.engine.match import Matcher
from insights.profiles.loader import load
from insights.profiles.shapes import Content
from tools.simulation.people import LAST_NIGHT, people
from tools.simulation.settings import Settings

NIGHTS = 56  # calendar nights in a diary; about three in four are logged


@dataclass(frozen=True, slots=True, eq=False)
class Cohort:
    """People of one or more worlds. ``planted`` (people, patterns) is true for each pattern a person has."""

    content: Content
    cells: Cells
    planted: NDArray[np.bool_]
    mimic: NDArray[np.bool_]

    @property
    def matcher(self) -> Matcher:
        return matcher(self.content)

    @property
    def null(self) -> NDArray[np.bool_]:
        return np.asarray(~self.planted.any(axis=1))

    @property
    def single(self) -> NDArray[np.bool_]:
        return np.asarray(self.planted.sum(axis=1) == 1)

    def looks(self, nights: int) -> Looks:
        """Everyone's diary as it stood after the first ``nights`` calendar nights."""
        first = LAST_NIGHT - timedelta(days=NIGHTS - 1)
        today = np.full(len(self.planted), (first + timedelta(days=nights - 1)).toordinal())
        return latest(self.cells, today, self.content.parameters.window_days)

    def counts(self, nights: int) -> Counts:
        return count(self.cells, self.looks(nights), self.matcher.layout)

    def person(self, number: int) -> "Cohort":
        """One of the people alone."""
        first, end = self.cells.starts[number], self.cells.starts[number + 1]
        cells = Cells(
            self.cells.rows[first:end],
            self.cells.days[first:end],
            np.array([0, end - first]),
            self.cells.who[number : number + 1],
        )
        return replace(self, cells=cells, planted=self.planted[[number]], mimic=self.mimic[[number]])

    def painful_only(self) -> "Cohort":
        """The same people, had none of them logged a pain-free night."""
        painful = self.cells.rows[:, self.matcher.layout.pain] == 1
        owner = np.repeat(np.arange(len(self.planted)), np.diff(self.cells.starts))[painful]
        starts = np.searchsorted(owner, np.arange(len(self.planted) + 1))
        cells = replace(
            self.cells, rows=self.cells.rows[painful], days=self.cells.days[painful], starts=starts
        )
        return replace(self, cells=cells)


def cohort(worlds: Sequence[int], each: int, settings: Settings | None = None) -> Cohort:
    """``each`` people from every world named by its seed."""
    content = load()
    names = list(content.patterns)
    crowd = [person for seed in worlds for person in people(each, NIGHTS, seed, world=settings)]
    diaries: list[Any] = [person.diary for person in crowd]
    planted = np.array([[name in person.truth.causes for name in names] for person in crowd])
    mimic = np.array([person.truth.mimics is not None for person in crowd])
    return Cohort(content, Encoder(matcher(content).layout).encode(diaries), planted, mimic)
