"""A few diaries as numbers: their latest look matched, and their earlier looks replayed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.engine.cells import Cells, Encoder, Integers
from insights.engine.counts import Counts, Looks, Tally, earlier, latest
from insights.engine.match import Match, Matcher, strong_run
from insights.profiles.shapes import Content

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Diaries with their latest look; row i of every array is diary i."""

    content: Content
    matcher: Matcher
    cells: Cells
    tally: Tally
    looks: Looks
    counts: Counts
    match: Match
    today: Integers

    @classmethod
    def read(
        cls, content: Content, matcher: Matcher, diaries: Sequence[Mapping[str, Any]], today: Sequence[date]
    ) -> "Chunk":
        """Encode, count and match the diaries, each as of its own today."""
        cells = Encoder(matcher.layout).encode(diaries)
        days = np.array([day.toordinal() for day in today], np.int64)
        looks = latest(cells, days, content.parameters.window_days)
        tally = Tally(cells, matcher.layout)
        counts = tally.count(looks)
        return cls(content, matcher, cells, tally, looks, counts, matcher.match(counts), days)

    def strong(self) -> Flags:
        """(diaries, patterns): strong after a replay of the looks, as far back as anything is undecided."""
        parameters = self.content.parameters
        before = earlier(self.cells, self.looks, self.today, parameters.window_days, parameters.look_every)
        high = np.zeros((len(before) + 1, *self.match.q.shape), bool)
        kept = np.zeros_like(high)
        high[0], kept[0] = self._levels(self.match, self.counts)
        undecided = kept[0].copy()
        for number, every in enumerate(before, start=1):
            looks = every.where(undecided.any(axis=1)[every.diary])
            if not len(looks.diary):
                break
            counts = self.tally.count(looks)
            levels = self._levels(self.matcher.match(counts), counts)
            high[number, looks.diary], kept[number, looks.diary] = levels
            # Fallen below, or high twice in a row: what lies before such a look can change nothing any more.
            undecided &= kept[number] & ~(high[number] & high[number - 1])
        return strong_run(high, kept)

    def _levels(self, match: Match, counts: Counts) -> tuple[Flags, Flags]:
        """Where a look is high enough to count towards strong, and where high enough to stay."""
        display = self.content.display
        enough = (counts.painful >= display.painful_strong)[:, None]
        return (match.q >= display.strong) & enough, match.q >= display.shown
