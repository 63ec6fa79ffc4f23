"""Everything a gate may look at, gathered once for one person and one day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any, Protocol

from insights.tips.night_answers import Night, Said

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
    nights: tuple[Night, ...]
    who: Mapping[str, Any]
    dates: Mapping[str, date]
    flags: tuple[Flag, ...]
    shown: tuple[str, ...]
    dvt_q: float
    birth_year: int | None = None

    @property
    def age(self) -> int | None:
        """Full years that are certain by birth year alone, the birthday still to come; None when not told."""
        return None if self.birth_year is None else self.today.year - self.birth_year - 1

    def after(self, day: date) -> "Evidence":
        """What counts after a check on ``day``: later nights, and flags too urgent for it to cover."""
        later = tuple(night for night in self.nights if night.date > day)
        urgent = tuple(flag for flag in self.flags if flag.level in URGENT)
        return replace(self, nights=later, flags=urgent)

    def within(self, days: int) -> Iterator[Night]:
        """Nights of the last ``days`` calendar nights, newest first."""
        # The newest come first, so the first that is too old ends it.
        return takewhile(lambda night: (self.today - night.date).days < days, self.nights)

    def newest(self, item: str, days: int) -> tuple[date, Said] | None:
        """The newest answer to ``item`` in the last ``days`` calendar nights, None when it was not asked."""
        answers = ((night.date, night.said(item)) for night in self.within(days))
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
    nights = [night for record in diary.get("nights") or () if (night := Night(record)).date <= today]
    dates = {name: _day(given) for name, given in (health.get("dates") or {}).items() if given}
    return Evidence(
        today=today,
        nights=tuple(sorted(nights, key=lambda night: night.date, reverse=True)),
        who=health.get("who") or {},
        dates=dates,
        flags=tuple(flags),
        shown=tuple(shown),
        dvt_q=dvt_q,
        birth_year=health.get("birth_year"),
    )


def _day(given: date | str) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)
