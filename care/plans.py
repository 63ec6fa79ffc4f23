"""Plans counted: what was asked for on which days, and what was done. Pure."""

from collections.abc import Iterable, Set
from datetime import date, timedelta
from typing import Protocol


class Planned(Protocol):
    """One thing asked for: from `starts_on` until the day before `ended_on`, on some ISO weekdays (1 Monday)."""

    @property
    def item(self) -> str: ...
    @property
    def days(self) -> list[int]: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ended_on(self) -> date | None: ...


Tick = tuple[date, str]


def adherence(items: Iterable[Planned], ticks: Set[Tick], *, last: date, days: int) -> dict[str, int]:
    """How many of the occasions of the `days` days up to `last` were ticked. An occasion not ticked was not done
    or not said: it counts as planned only."""
    window = [last - timedelta(days=back) for back in range(days)]
    # A set: the same item asked for by two therapists is one occasion a day, and is ticked once.
    asked = {(day, one.item) for one in items for day in window if asked_on(one, day)}
    return {"done": len(asked & ticks), "planned": len(asked)}


def asked_on(one: Planned, day: date) -> bool:
    """Whether the item was asked for on that day; the day it ended is no longer one."""
    ended = one.ended_on is not None and day >= one.ended_on
    return day >= one.starts_on and not ended and day.isoweekday() in one.days
