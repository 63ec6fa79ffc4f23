"""The words a rule is written in. Each tests a view, for one leg when it is bound to one.

Three states throughout: a condition that hangs on something not asked is undecided, never false.
`leg` is a mask (0: any leg); `strict` asks for that leg and not the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from insights.safety.answers import Answer
from insights.safety.finding import NO, SO, UNDECIDED, Finding, enough, joined
from insights.safety.view import View
from journal.night import BOTH, LEFT, RIGHT, Night


class Condition(Protocol):
    """Conditions are values: equal ones are one."""

    def __hash__(self) -> int: ...

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding: ...


def fits(legs: int, leg: int, strict: bool) -> bool:
    """Whether something about `legs` may be about this leg; a side not said may be either."""
    return not leg or not legs or (legs == leg if strict else bool(legs & leg))


def found(name: str, answers: Sequence[Answer], leg: int, strict: bool) -> Finding:
    """What the answers to one id are worth, each by its own legs: left and right said apart are not both."""
    if not answers:
        return UNDECIDED
    fitting = [
        Finding(True, ((answer.id, answer.on),), answer.legs & leg if leg else answer.legs, answer.at)
        for answer in answers
        if answer.yes and fits(answer.legs, leg, strict)
    ]
    return joined(fitting) if fitting else NO


@dataclass(frozen=True, slots=True)
class Says:
    """The newest answer to an id is yes; with `foot`, on a night with a foot site."""

    name: str
    foot: bool = False

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        answers = view.heard.get(self.name)
        if answers is None:
            answers = view.answers_to(self.name)
        if not answers:
            return UNDECIDED
        if self.foot and not any(answer.foot for answer in answers):
            return NO
        return found(self.name, answers, leg, strict)


@dataclass(frozen=True, slots=True)
class NotAsked:
    name: str

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        return NO if view.asked(self.name) else SO


@dataclass(frozen=True, slots=True)
class Told:
    """The newest answer to an id is this, and none of `since` was answered yes on a later night.

    A no is about the leg asked for: a yes about the other leg does not break it.
    """

    name: str
    yes: bool
    since: tuple[str, ...] = ()

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        answers = view.answers_to(self.name)
        if not answers:
            return UNDECIDED
        said = any(answer.yes and fits(answer.legs, leg, strict) for answer in answers)
        newest = max(answer.on for answer in answers)
        later = [view.answer(other) for other in self.since]
        if said is not self.yes or any(each and each.yes and each.on > newest for each in later):
            return NO
        return SO


@dataclass(frozen=True, slots=True)
class Open:
    """The condition hangs on a question that was not asked: neither true nor false."""

    condition: Condition

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        return SO if self.condition.test(view, leg, strict).value is None else NO


@dataclass(frozen=True, slots=True)
class IfAsked:
    """True or false, and false while not asked: for questions that only another answer opens."""

    condition: Condition

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        finding = self.condition.test(view, leg, strict)
        return NO if finding.value is None else finding


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of these are true. `any` is one of them."""

    number: int
    of: tuple[Condition, ...]
    steady: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        # Worked out once: a rule is tested on every night, and a frozen dataclass leaves no other way.
        object.__setattr__(self, "steady", is_steady(self.of))

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        # Which rules have fired grows while they are judged, so what asks that may not be remembered.
        if not self.steady:
            return self._count(view, leg, strict)
        # By identity, which is enough: the parser makes one object of equal conditions.
        key = (id(self), leg, strict)
        if key not in view.counted:
            view.counted[key] = self._count(view, leg, strict)
        return view.counted[key]

    def _count(self, view: View, leg: int, strict: bool) -> Finding:
        return enough(self.number, [condition.test(view, leg, strict) for condition in self.of])


@dataclass(frozen=True, slots=True)
class Exactly:
    """So many of these are known to be true; one not asked does not hold it back."""

    number: int
    of: tuple[Condition, ...]

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        findings = [condition.test(view, leg, strict) for condition in self.of]
        more = enough(self.number + 1, findings)
        return NO if more.value else enough(self.number, findings)


@dataclass(frozen=True, slots=True)
class All:
    of: tuple[Condition, ...]

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        true: list[Finding] = []
        for condition in self.of:
            finding = condition.test(view, leg, strict)
            # An undecided one does not end it: a later no still decides.
            if finding.value is False:
                return NO
            if finding.value:
                true.append(finding)
        return joined(true) if len(true) == len(self.of) else UNDECIDED


@dataclass(frozen=True, slots=True)
class Unless:
    """None of these is known to be true: only a yes takes a warning away, never a question not asked."""

    of: tuple[Condition, ...]

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        return NO if any(condition.test(view, leg, strict).value for condition in self.of) else SO


@dataclass(frozen=True, slots=True)
class OnLeg:
    """True for the left or for the right leg; `strict` for one leg alone."""

    condition: Condition
    strict: bool = False

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        if leg:
            return self.condition.test(view, leg, self.strict or strict)
        return enough(1, [self.condition.test(view, side, self.strict) for side in (LEFT, RIGHT)])


@dataclass(frozen=True, slots=True)
class BothLegs:
    """True, and the answers it rests on name both legs between them."""

    condition: Condition

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        finding = self.condition.test(view)
        return finding if finding.value is not True or finding.legs == BOTH else NO


@dataclass(frozen=True, slots=True)
class NightOf:
    """The condition on the night alone that gave the newest answer to an id."""

    name: str
    condition: Condition

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        answer = view.answer(self.name)
        night = None if answer is None else view.night_on(answer.on)
        return UNDECIDED if night is None else self.condition.test(view.night(night), leg, strict)


@dataclass(frozen=True, slots=True)
class Nights:
    """True on so many of the last nights: calendar nights up to today, or logged ones.

    `spread` is the least number of days from the first such night to the last; with `half_of`, they are also
    at least half of the nights on which that is true.
    """

    where: Condition
    last: int
    at_least: int
    spread: int = 0
    logged: bool = False
    half_of: Condition | None = None

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        key = (id(self), leg, strict)
        if key not in view.counted:
            view.counted[key] = self._count(view, leg, strict)
        return view.counted[key]

    def _count(self, view: View, leg: int, strict: bool) -> Finding:
        true: list[Finding] = []
        dates: list[tuple[str, bool]] = []
        for night in self._window(view):
            finding = self.where.test(view.night(night), leg, strict)
            if finding.value is not False:
                dates.append((night["date"], finding.value is True))
            if finding.value:
                true.append(finding)
        if self._enough([on for on, sure in dates if sure]) and self._half(view, len(true), leg, strict):
            return joined(true)
        return UNDECIDED if self._enough([on for on, _ in dates]) else NO

    def _window(self, view: View) -> Sequence[Night]:
        if self.logged:
            return [night for night in view.nights if view.night(night).picture is not None][: self.last]
        start = view.since(self.last)
        return [night for night in view.nights if night["date"] >= start]

    def _half(self, view: View, number: int, leg: int, strict: bool) -> bool:
        if self.half_of is None:
            return True
        nights = (view.night(night) for night in self._window(view))
        return 2 * number >= sum(self.half_of.test(night, leg, strict).value is True for night in nights)

    def _enough(self, dates: list[str]) -> bool:
        if len(dates) < self.at_least:
            return False
        days = (date.fromisoformat(dates[0]) - date.fromisoformat(dates[-1])).days if dates else 0
        return days >= self.spread


@dataclass(frozen=True, slots=True)
class Fired:
    """One of these rules, judged earlier, has fired."""

    rules: tuple[str, ...]

    def test(self, view: View, leg: int = 0, strict: bool = False) -> Finding:
        fired = [view.fired[rule] for rule in self.rules if rule in view.fired]
        return joined(fired) if fired else NO


def is_steady(value: Any) -> bool:
    """Whether it comes out the same throughout an evaluation: no part of it asks which rules have fired."""
    if isinstance(value, Fired):
        return False
    if isinstance(value, tuple):
        return all(map(is_steady, value))
    return all(is_steady(getattr(value, slot, None)) for slot in getattr(value, "__slots__", ()))
