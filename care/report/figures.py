"""Figures of a period, counted from nights as the diary says them. Pure.

Everything is counted in nights, never episodes; what was not asked is in no count. Times are the diary's own.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from insights.series import nights as read
from journal.night import LEGS, NAMES, Night, answers_in, episodes_of, painful, worst_strength


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure now and before, each None where nothing was said, and the nights it rests on."""

    now: float | None
    before: float | None
    nights: int


@dataclass(frozen=True, slots=True)
class Tried:
    """Something tried: on how many nights, on how many of them its effect was told, how often it helped or harmed."""

    id: str
    kind: str
    nights: int
    told: int
    helped: int
    worse: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A sign with the legs that were named for it, None where none was, and on how many nights it was noticed."""

    sign: str
    side: str | None
    nights: int


def counts(nights: Sequence[Night], of: int) -> dict[str, int]:
    """Nights logged out of `of`, and how many of them were painful, late or told by a carer."""
    return {
        "logged": len(nights),
        "of": of,
        # `is True`: None was not said, and counts neither as pain nor as a night without.
        "painful": sum(painful(night) is True for night in nights),
        "answered": sum(painful(night) is not None for night in nights),
        "late": sum(bool(night.get("late")) for night in nights),
        "by_carer": sum(night.get("told_by") == "carer" for night in nights),
    }


def pair(now: Sequence[Night], before: Sequence[Night], reading: Callable[[Night], float | None]) -> Pair:
    """Medians of one reading."""
    late, early = _said(now, reading), _said(before, reading)
    return Pair(middle(late), middle(early), len(late))


def sleep(now: Sequence[Night], before: Sequence[Night]) -> dict[str, Pair]:
    """The sleep figures."""
    readings = {
        "sleep_minutes": read.sleep_minutes,
        "sleep_efficiency": read.sleep_efficiency,
        "awakenings": read.awakenings,
    }
    return {name: pair(now, before, reading) for name, reading in readings.items()}


def strengths(nights: Sequence[Night]) -> dict[str, float | None]:
    """Worst strength by date, for nights that are logged; None where it was not said."""
    return {night["date"]: worst_strength(night) for night in nights}


def noticed(nights: Sequence[Night]) -> list[Noticed]:
    """Every sign said yes to, the most often noticed first; a night counts once for a sign, under all its legs."""
    found: Counter[tuple[str, int]] = Counter()
    for night in nights:
        legs: dict[str, int] = defaultdict(int)
        for part in (night, *episodes_of(night)):
            for sign, value in answers_in("", part.get("signs")):
                # A yes may be the name of a leg.
                if value is not False:
                    # Legs are masks: left in one episode and right in another are both legs of one night.
                    legs[sign] |= LEGS[value if isinstance(value, str) else None]
        found.update(legs.items())
    rows = [Noticed(sign, NAMES[mask], count) for (sign, mask), count in found.items()]
    return sorted(rows, key=lambda one: (-one.nights, one.sign, one.side or ""))


def tried(nights: Sequence[Night]) -> list[Tried]:
    """Everything tried, the most often tried first: rescue actions by their outcome, tips by whether they helped."""
    outcomes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for night in nights:
        for name, how in _actions(night).items():
            outcomes["action", name][how] += 1
        for one in night.get("tips_tried") or ():
            # Untold is no failure: the tip was tried, and counts neither as helping nor as not.
            how = {True: "helped", False: "no_change"}.get(one["helped"], "untold")
            outcomes["tip", one["tip"]][how] += 1
    found = [_tried(kind, name, told) for (kind, name), told in outcomes.items()]
    return sorted(found, key=lambda one: (-one.nights, -one.helped, one.id))


def _tried(kind: str, name: str, told: Counter[str]) -> Tried:
    nights = told.total()
    return Tried(name, kind, nights, nights - told["untold"], told["helped"], told["worse"])


def _actions(night: Night) -> dict[str, str]:
    """Each action of a night with its best outcome: tried twice in a night is tried on one night."""
    order = ("worse", "no_change", "helped")
    best: dict[str, str] = {}
    for episode in episodes_of(night):
        for name, how in (episode.get("actions") or {}).items():
            if how is not None and (name not in best or order.index(how) > order.index(best[name])):
                best[name] = how
    return best


def _said(nights: Sequence[Night], reading: Callable[[Night], float | None]) -> list[float]:
    return [value for night in nights if (value := reading(night)) is not None]


def middle(values: Sequence[float]) -> float | None:
    """The median to one decimal; None of nothing."""
    return round(float(median(values)), 1) if values else None
