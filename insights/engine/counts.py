"""From rows of nights to counts per look, in one pass over any number of diaries.

A look is a run of nights of one diary that ends on some night and reaches back a fixed number of calendar
days; looks may overlap.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from journal.night import LEFT, RIGHT

from .cells import NO, Cells, Cells8, Integers
from .layout import Layout

Counted = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """Which nights each look reads: diary number, first row, one past the last row."""

    diary: Integers
    first: Integers
    end: Integers

    def where(self, wanted: NDArray[np.bool_]) -> "Looks":
        """The looks for which `wanted` holds."""
        return Looks(self.diary[wanted], self.first[wanted], self.end[wanted])


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What each look contains; every array starts with one row per look.

    `yes` counts halves (two a night) on painful nights, `asked` nights; `quiet_yes` and `quiet_asked` the
    same on pain-free nights, for day factors alone. `left` and `right` are nights with one painful leg.
    `repeats` are painful nights answered exactly like the painful night before. `who` holds cells, not
    counts.
    """

    yes: Counted
    asked: Counted
    quiet_yes: Counted
    quiet_asked: Counted
    left: Counted
    right: Counted
    painful: Counted
    logged: Counted
    repeats: Counted
    who: Cells8


def latest(cells: Cells, today: Integers, days: int) -> Looks:
    """One look per diary: its nights on the last `days` calendar days up to `today` (ordinals)."""
    return _looks(cells, np.arange(len(today)), today, days)


def earlier(cells: Cells, look: Looks, today: Integers, days: int, every: int) -> list[Looks]:
    """The looks before each of `look`, newest first, each `every` logged nights earlier.

    A look is as of its own last night; those that ended more than `days` before `today` are left out.
    Diaries with no look left are absent from the list's later entries.
    """
    found: list[Looks] = []
    diary, end, horizon = look.diary, look.end, today - days
    while len(diary):
        end = end - every
        alive = end > cells.starts[diary]
        diary, end, horizon = diary[alive], end[alive], horizon[alive]
        last = cells.days[end - 1]
        alive = last > horizon
        diary, end, horizon, last = diary[alive], end[alive], horizon[alive], last[alive]
        if len(diary):
            found.append(_looks(cells, diary, last, days))
    return found


def _looks(cells: Cells, diary: Integers, last_day: Integers, days: int) -> Looks:
    """Rows are sorted by (diary, day), so one search in a joint key finds both ends."""
    # Wider than any day and window, so that the keys of two diaries never meet.
    span = int(cells.days.max(initial=0)) + days + 2
    owner = np.repeat(np.arange(len(cells.starts) - 1), np.diff(cells.starts))
    key = owner * span + cells.days
    base = diary * span
    last = np.minimum(last_day, span - 1)
    first_day = np.clip(last_day - days, 0, span - 1)
    return Looks(
        diary, np.searchsorted(key, base + first_day, "right"), np.searchsorted(key, base + last, "right")
    )


def count(cells: Cells, looks: Looks, layout: Layout) -> Counts:
    """The counts of every look."""
    return Tally(cells, layout).count(looks)


class Tally:
    """Nights prepared once for any number of counts."""

    def __init__(self, cells: Cells, layout: Layout) -> None:
        self._who = cells.who
        self._table = _table(cells, layout)
        width, days = len(layout.items), len(layout.days)
        self._parts = np.cumsum([width, width, days, days]).tolist()

    def count(self, looks: Looks) -> Counts:
        """The counts of every look."""
        sums = _sums(self._table, looks)
        yes, asked, quiet_yes, quiet_asked, nights = np.split(sums, self._parts, axis=1)
        left, right, painful, repeats = nights.T
        return Counts(
            yes=yes,
            asked=asked,
            quiet_yes=quiet_yes,
            quiet_asked=quiet_asked,
            left=left,
            right=right,
            painful=painful,
            logged=(looks.end - looks.first).astype(np.int32),
            repeats=repeats - _first_repeats(self._table, looks),
            who=self._who[looks.diary],
        )


def _table(cells: Cells, layout: Layout) -> Cells8:
    """What each night adds: items on painful nights, day factors on quiet ones, legs, pain, repeats."""
    answers = cells.rows[:, : layout.pain]
    painful = cells.rows[:, layout.pain]
    leg = cells.rows[:, layout.leg]
    hurt, quiet = painful[:, None], 1 - painful[:, None]
    # Not asked is -1, which must not be summed.
    yes, asked = np.maximum(answers, NO), (answers >= NO).astype(np.int8)
    repeated = _repeated(cells.rows[:, layout.answers], painful)
    nights = np.stack([leg == LEFT, leg == RIGHT, painful, repeated], axis=1)
    return np.concatenate(
        [yes * hurt, asked * hurt, yes[:, layout.days] * quiet, asked[:, layout.days] * quiet, nights],
        axis=1,
        dtype=np.int8,
        casting="unsafe",
    )


def _repeated(answers: Cells8, painful: Cells8) -> NDArray[np.bool_]:
    """Painful nights answered like the painful night before, whichever diary that is in."""
    at = np.flatnonzero(painful)
    repeated = np.zeros(len(painful), bool)
    if len(at) > 1:
        repeated[at[1:]] = (answers[at[1:]] == answers[at[:-1]]).all(axis=1)
    return repeated


def _sums(table: Cells8, looks: Looks) -> Counted:
    """Sum of the table's rows over each look.

    `reduceat` wants ends inside the array and gives a row for an empty run, so a row of zeros is added
    and empty looks are cleared.
    """
    padded = np.concatenate([table, np.zeros((1, table.shape[1]), np.int8)])
    runs = np.stack([looks.first, looks.end], axis=1).ravel()
    # Two halves a night over a window of weeks fit into 16 bits.
    sums: Counted = np.add.reduceat(padded, runs, axis=0, dtype=np.int16)[::2].astype(np.int32)
    sums[looks.first == looks.end] = 0
    return sums


def _first_repeats(table: Cells8, looks: Looks) -> Counted:
    """1 where a look's first painful night repeats a night that the look cannot see."""
    painful, repeated = table[:, -2], np.append(table[:, -1], 0)
    at = np.append(np.flatnonzero(painful), len(painful))
    first = at[np.searchsorted(at, looks.first)]
    return np.where(first < looks.end, repeated[first], 0).astype(np.int32)
