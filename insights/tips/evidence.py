"""Everything a gate may look at, gathered once for one person and one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from insights.tips.said import Record, Said, night_date, said

URGENT = frozenset({"emergency", "same_day"})


class Flag(Protocol):
    """An open red flag: which rule, and how soon (``emergency`` … ``routine``)."""

    @property
    def rule(self) -> str: ...
    @property
    def level(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """Nights newest first, with health, dates, flags and patterns as they stand on ``today``."""

    today: date
    nights: tuple[tuple[date, Record], ...]
    who: Mapping[str, Any]
    dates: Mapping[str, date]
    flags: tuple[Flag, ...]
    shown: tuple[str, ...]
    dvt_q: float

    def after(self, day: date) -> "Evidence":
        """What counts after a check on ``day``: later nights, and flags too urgent for it to cover."""
        later = tuple(pair for pair in self.nights if pair[0] > day)
        urgent = tuple(flag for flag in self.flags if flag.level in URGENT)
        return replace(self, nights=later, flags=urgent)

    def within(self, days: int) -> Iterator[tuple[date, Record]]:
        """Nights of the last ``days`` calendar nights, newest first."""
        return (pair for pair in self.nights if 0 <= (self.today - pair[0]).days < days)

    def newest(self, item: str, days: int) -> tuple[date, Said] | None:
        """The newest answer to ``item`` in the last ``days`` calendar nights, None when it was not asked."""
        answers = ((day, said(night, item)) for day, night in self.within(days))
        return next(((day, answer) for day, answer in answers if answer is not None), None)

    def days_since(self, name: str) -> int | None:
        """Days since a date of the health record, negative when it lies ahead; None when not given."""
        given = self.dates.get(name)
        return None if given is None else (self.today - given).days


def gather(
    diary: Mapping[str, Any], *, today: date, flags: Sequence[Flag], shown: Sequence[str], dvt_q: float
) -> Evidence:
    """The diary (contract section 7) as evidence; nights after ``today`` are left out."""
    health = diary.get("health") or {}
    nights = [(night_date(night), night) for night in diary.get("nights") or ()]
    known = [pair for pair in nights if pair[0] <= today]
    dates = {name: _day(given) for name, given in (health.get("dates") or {}).items() if given}
    return Evidence(
        today=today,
        nights=tuple(sorted(known, key=lambda pair: pair[0], reverse=True)),
        who=health.get("who") or {},
        dates=dates,
        flags=tuple(flags),
        shown=tuple(shown),
        dvt_q=dvt_q,
    )


def _day(given: date | str) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)
