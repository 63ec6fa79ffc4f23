"""Nights as rows of small integers: the one place where the engine reads a night's shape.

A cell is -1 not asked, 0 asked and no, 1 half (a lying side when both legs hurt), 2 yes. A word said in
place of finer ones leaves them not asked, and a single choice as a whole. A row is one
logged night: a column per item, then whether it was painful, then which leg hurt. Ticks of several
episodes are joined by "or"; single choices come from the first episode that answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from journal.coarse import left_open
from journal.night import BOTH, LEFT, RIGHT, Night, episodes_of, legs_of, painful, sites_of

from .layout import CHOICES, Layout

NOT_ASKED: Final = 255  # -1 once the bytes are read as signed
NO, HALF, YES = 0, 1, 2
_LYING_SIDES: Final = {"side_left": LEFT, "side_right": RIGHT}
_TRUE: Final = {True, "left", "right", "both"}

Cells8 = NDArray[np.int8]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Logged nights of many diaries, oldest first, diary after diary.

    `rows` is (nights, items + 2); `days` their dates as ordinals; diary i owns rows `starts[i]:starts[i +
    1]`; `who` is (diaries, items), answers about the person in the who.* columns.
    """

    rows: Cells8
    days: Integers
    starts: Integers
    who: Cells8


class Encoder:
    """Turns nights into cells for one layout."""

    def __init__(self, layout: Layout) -> None:
        self._column, self._groups = layout.column, layout.groups
        self._line = self._column["site.line"]
        # Whether it runs down the leg is a question of its own: a list of places answers nothing of it.
        self._sites = [number for number in self._groups["site"] if number != self._line]
        self._pain, self._leg, self._width = layout.pain, layout.leg, len(layout.items)
        self._blank = bytes([NOT_ASKED]) * self._width + bytes([0, 0])

    def encode(self, diaries: Iterable[Mapping[str, Any]]) -> Cells:
        """All logged nights of the diaries. A night that says nothing of pain is not logged."""
        rows, days, starts, who = bytearray(), list[int](), [0], bytearray()
        for diary in diaries:
            told = (night for night in diary["nights"] if painful(night) is not None)
            logged = sorted((_ordinal(night["date"]), night) for night in told)
            for day, night in logged:
                days.append(day)
                rows += self._night(night)
            starts.append(len(days))
            who += self._person(diary.get("health") or {}, days[-1] if logged else None)
        return Cells(
            rows=np.frombuffer(rows, np.int8).reshape(-1, len(self._blank)),
            days=np.array(days, np.int64),
            starts=np.array(starts, np.int64),
            who=np.frombuffer(who, np.int8).reshape(-1, self._width),
        )

    def _night(self, night: Night) -> bytearray:
        row = bytearray(self._blank)
        self._answers(row, "day", night.get("day"))
        if not painful(night):
            return row
        row[self._pain] = 1
        episodes = episodes_of(night)
        for episode in episodes:
            self._ticks(row, self._groups["feel"], "feel", episode.get("feel"))
            self._places(row, episode.get("sites"))
            self._answers(row, "sign", episode.get("signs"))
            self._actions(row, episode.get("actions") or {})
            _tick(row, self._line, episode.get("radiates"))
            _tick(row, self._column["rel.returns"], episode.get("returns"))
        # After the places: a lying side is read against the leg that hurt.
        for group in CHOICES:
            answer = next((one[group] for one in episodes if one.get(group) is not None), None)
            if answer is not None:
                self._choice(row, group, answer)
        # After every episode: what any of them named stands, and only a no is taken back.
        self._leave_open(row, night)
        self._legs(row)
        return row

    def _leave_open(self, row: bytearray, night: Night) -> None:
        """A place told without saying where takes back each no to a place that it may be."""
        for site in left_open("site", (place["site"] for place in sites_of(night))):
            column = self._column.get(f"site.{site}")
            if column is not None and row[column] == NO:
                row[column] = NOT_ASKED

    def _ticks(self, row: bytearray, columns: list[int], group: str, chosen: Iterable[str] | None) -> None:
        """A list means the question was answered: what it does not name is no."""
        if chosen is None:
            return
        for column in columns:
            if row[column] == NOT_ASKED:
                row[column] = NO
        for name in chosen:
            column_of = self._column.get(f"{group}.{name}")
            if column_of is not None:
                row[column_of] = YES

    def _places(self, row: bytearray, sites: Sequence[Mapping[str, str]] | None) -> None:
        if sites is None:
            return
        self._ticks(row, self._sites, "site", (place["site"] for place in sites))
        row[self._leg] |= legs_of(sites)

    def _answers(self, row: bytearray, group: str, answers: Mapping[str, Any] | None) -> None:
        for name, answer in (answers or {}).items():
            # Factors of a person's own have no column: no pattern has a rate for them.
            column = self._column.get(f"{group}.{name}")
            if column is not None:
                _tick(row, column, answer)

    def _actions(self, row: bytearray, actions: Mapping[str, str | None]) -> None:
        for name, outcome in actions.items():
            if outcome is None:
                continue
            for group, telling in (("help", "helped"), ("worse", "worse")):
                column = self._column.get(f"{group}.{name}")
                if column is not None:
                    _tick(row, column, outcome == telling)

    def _choice(self, row: bytearray, group: str, answer: str) -> None:
        columns = self._groups[group]
        lying = _LYING_SIDES.get(answer) if group == "onset" else None
        known = self._column.get(f"{group}.{answer}")
        if lying is None and known is None:
            return
        for column in columns:
            row[column] = NO
        if known is not None:
            row[known] = YES
            return
        down, up = self._column["onset.painside_down"], self._column["onset.painside_up"]
        if row[self._leg] in (LEFT, RIGHT):
            row[down if row[self._leg] == lying else up] = YES
        else:
            row[down] = row[up] = HALF

    def _legs(self, row: bytearray) -> None:
        """`side.both` is a tick; one-sided nights are counted from the leg column."""
        if row[self._leg]:
            row[self._column["side.both"]] = YES if row[self._leg] == BOTH else NO

    def _person(self, health: Mapping[str, Any], last_day: int | None) -> bytearray:
        row = bytearray([NOT_ASKED]) * self._width
        self._answers(row, "who", health.get("who"))
        born = health.get("birth_year")
        # As of the last night, not of today: the answer may depend on the diary alone.
        if born is not None and last_day is not None:
            _tick(row, self._column["who.age60"], date.fromordinal(last_day).year - born >= 60)
        return row


def _tick(row: bytearray, column: int, answer: Any) -> None:
    """Write yes over anything, no only where nothing stood."""
    if answer is None:
        return
    if answer in _TRUE:
        row[column] = YES
    elif row[column] == NOT_ASKED:
        row[column] = NO


def _ordinal(day: str | date) -> int:
    return (day if isinstance(day, date) else date.fromisoformat(day)).toordinal()
