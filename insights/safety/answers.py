"""What one night answered, and how a night's answers are read: the first step before any rule."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from journal.night import (
    BOTH,
    LEGS,
    UNSAID,
    Night,
    checks_and_signs,
    legs_of,
    sites_of,
)
from journal.vocabulary.lifetimes import Lifetimes


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no to one id, about which legs (a mask; 0 is not said), on which night, foot site or not.

    `at` is the instant it was given ("": not known); `implied`: a row of the strip said it, not the person;
    `sided`: the person named the leg.
    """

    id: str
    yes: bool
    legs: int = UNSAID
    on: str = ""
    foot: bool = False
    at: str = ""
    implied: bool = False
    sided: bool = False

    @property
    def told(self) -> str:
        """What orders answers in time: the instant, or the night where none is known."""
        return self.at or self.on


@dataclass(frozen=True, slots=True)
class DateWindow:
    """A dated event that answers yes for so many days."""

    date: str
    days: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the nightly strip.

    Its yes keeps `fires` standing at `level` until a rule of `until_decided` fires as high, every id behind
    it is answered no, or `settled_by` is true (a `conditions.Condition`; None: nothing settles it).
    """

    id: str
    behind: tuple[str, ...]
    fires: str
    level: str
    until_decided: tuple[str, ...]
    settled_by: Any
    label: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ends:
    """A standing answer, and the answers whose later yes ends it, for the leg that they name."""

    id: str
    by: tuple[str, ...]
    with_side: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pregnancy:
    """Days before and after the due date while a pregnancy counts, and the time after a birth that follows.

    From `not_from_age` on `ids` are asked of nobody, and what was not said of them is a no.
    """

    before: int
    after: int
    postpartum: int
    not_from_age: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerRules:
    """How answers are read: windows in calendar nights, lifetimes, answers that stand for others, sides."""

    look_back: int
    reach: int
    ahead: int
    holds: Mapping[str, int]
    counts_as: Mapping[str, tuple[str, ...]]
    until_answered: Mapping[str, tuple[str, ...]]
    one_sided: frozenset[str]
    ends: Ends
    pregnancy: Pregnancy
    follow_both_legs: frozenset[str]
    never_follow: frozenset[str]
    always_both: frozenset[str]
    foot_sites: frozenset[str]
    dates: Mapping[str, DateWindow]
    rows: tuple[Row, ...]
    lifetimes: Lifetimes


def given(part: Mapping[str, Any], name: str) -> str:
    """The instant at which a night, or health background, was told this id; "" when not known."""
    return (part.get("given") or {}).get(name) or ""


def night_answers(night: Night, reading: AnswerRules) -> dict[str, Answer]:
    """Every answered id of one night; yes beats no, and what was said beats what a row implies."""
    sites = list(sites_of(night))
    painful = legs_of(sites)
    foot = any(site["site"] in reading.foot_sites for site in sites)
    said: dict[str, Answer] = {}
    for name, value in checks_and_signs(night):
        legs = _legs(name, value, painful, reading)
        at, sided = given(night, name), isinstance(value, str)
        answer = Answer(name, value is not False, legs, night["date"], foot, at, sided=sided)
        said[name] = _both_said(said[name], answer) if name in said else answer
    for row in reading.rows:
        if row.id in said and not said[row.id].yes:
            for name in row.behind:
                if name not in said:
                    no = said[row.id]
                    said[name] = Answer(name, False, UNSAID, no.on, no.foot, no.at, True, no.sided)
    return said


def _legs(name: str, value: bool | str, painful: int, reading: AnswerRules) -> int:
    if isinstance(value, str):
        return LEGS.get(value, UNSAID)
    if name in reading.always_both:
        return BOTH
    if name in reading.never_follow:
        return UNSAID
    # Pain in both legs does not make each sign one of both: which of them it was on stays open.
    if painful == BOTH and name not in reading.follow_both_legs:
        return UNSAID
    return painful


def _both_said(one: Answer, other: Answer) -> Answer:
    if one.yes and other.yes:
        return replace(one, legs=one.legs | other.legs, sided=one.sided or other.sided)
    return one if one.yes else other
