"""Which column is which: the questions of the diary as positions in a list of items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

CHOICES: Final = ("onset", "when", "dur")
STYLED: Final = ("feel", "site", "sign")
TICKED: Final = ("feel", "site", "help", "worse", "rel", "sign")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Columns by kind of question.

    `ticks` are yes/no on painful nights; `styled` marks those among them that a
    habit of ticking much or little shifts; `pain` and `leg` follow the items in a row of cells."""

    items: tuple[str, ...]
    column: dict[str, int]
    groups: dict[str, list[int]]
    ticks: NDArray[np.intp]
    styled: NDArray[np.bool_]
    days: NDArray[np.intp]
    who: NDArray[np.intp]
    answers: NDArray[np.intp]

    @property
    def pain(self) -> int:
        """Column of a row that says whether the night was painful."""
        return len(self.items)

    @property
    def leg(self) -> int:
        """Column of a row that says which leg hurt."""
        return len(self.items) + 1


def layout(items: Sequence[str]) -> Layout:
    """The columns of `items`, which must hold every question the engine knows."""
    column = {item: number for number, item in enumerate(items)}
    groups: dict[str, list[int]] = {}
    for item, number in column.items():
        groups.setdefault(item.split(".")[0], []).append(number)
    # Both legs is told night by night like any tick; whether it is always the same leg has a likelihood of its own.
    ticks = [number for name in TICKED for number in groups[name]] + [column["side.both"]]
    styled = {number for name in STYLED for number in groups[name]}
    person_or_day = {*groups["day"], *groups["who"]}
    return Layout(
        items=tuple(items),
        column=column,
        groups=groups,
        ticks=np.array(ticks),
        styled=np.array([number in styled for number in ticks]),
        days=np.array(groups["day"]),
        who=np.array(groups["who"]),
        answers=np.array([number for number in range(len(items) + 2) if number not in person_or_day]),
    )
