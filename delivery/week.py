"""What a week of nights says, as plain values: the facts of the weekly mail, without its words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Literal

from insights.engine.arrays import Floats
from insights.engine.trends import Label
from insights.pattern_warnings import warnings_beside
from insights.series import nights as read
from insights.series.content import content
from insights.series.trends import READINGS, labels

DAYS = 7
TREND_DAYS = 28
# Nights with an answer that each of the two weeks needs before they are compared.
ANSWERED = 3
Metric = Literal["pain_nights", "worst_pain", "sleep_minutes"]
COMPARED: tuple[Metric, ...] = ("pain_nights", "worst_pain", "sleep_minutes")


class Mark(Enum):
    """One night in one word."""

    PAIN = "pain"
    NONE = "none"
    LOGGED = "logged"
    UNLOGGED = "unlogged"


class Worth(Enum):
    """How much there is to say."""

    FULL = "full"
    SHORT = "short"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Night:
    """One date of the week; `worst` from 0 to 10, None when it was not said."""

    date: date
    mark: Mark
    worst: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """What changed most between the two weeks: means over nights with an answer, and how sure over four weeks.

    `now_of` and `before_of` count those nights.
    """

    metric: Metric
    now: float
    before: float
    now_of: int
    before_of: int
    sure: Label


@dataclass(frozen=True, slots=True)
class Found:
    """What the last comparison says: a pattern, or how many nights are still needed. `warnings` are the rules, each
    with its level, whose words stand beside the pattern.
    """

    pattern: str = ""
    name: str = ""
    strong: bool = False
    warnings: tuple[tuple[str, str], ...] = ()
    needed: int = 0

    @classmethod
    def of(cls, view: Mapping[str, Any], open_flags: Iterable[tuple[str, str]] = ()) -> "Found":
        """From a comparison as its patient may see it, and the rule and level of each flag that is open."""
        shown = next((one for one in view["profiles"] if one["shown"]), None)
        if shown is None:
            return cls(needed=view["nights_needed"])
        strong = shown["verdict"] == "strong"
        return cls(shown["id"], shown["name"], strong, tuple(warnings_beside(shown["id"], open_flags)))


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `visit` (`on` that date), `note` left by a therapist, `with` or `without` (tonight's arm of
    an experiment), `question` (`item` of the vocabulary), or to `log` tonight as well.
    """

    kind: Literal["visit", "note", "with", "without", "question", "log"] = "log"
    item: str = ""
    on: date | None = None

    @classmethod
    def first(
        cls, view: Mapping[str, Any] | None, *, visit: date | None, note: bool, arm: bool | None
    ) -> "Todo":
        """What cannot wait comes first: a visit within days, a person's word, tonight's plan, then the question
        that the comparison in `view` would like answered.
        """
        if visit is not None:
            return cls("visit", on=visit)
        if note:
            return cls("note")
        if arm is not None:
            return cls("with" if arm else "without")
        question = view["next_question"] if view else None
        return cls("question", item=question["item"]) if question else cls()


@dataclass(frozen=True, slots=True)
class Week:
    """A person's last full local week beside the one before."""

    monday: date
    nights: tuple[Night, ...]
    logged: int
    logged_before: int
    change: Change | None = None
    series: tuple[float | None, ...] = ()
    found: Found = Found()
    todo: Todo = Todo()


@dataclass(frozen=True, slots=True)
class Facts:
    """What a week is told from: nights of the four weeks that end with it, what was found, what to do."""

    monday: date
    nights: Sequence[Mapping[str, Any]]
    found: Found
    todo: Todo


Mean = tuple[float, int]


@dataclass(frozen=True, slots=True)
class _Move:
    """A metric of both weeks and of the four."""

    metric: Metric
    now: Mean
    before: Mean
    series: Floats

    def with_label(self, sure: Label) -> Change:
        """The change as it is told."""
        return Change(self.metric, self.now[0], self.before[0], self.now[1], self.before[1], sure)


def worth_sending(week: Week) -> Worth:
    """Anything logged last week: all of it. Only the week before: a short word. Neither: silence."""
    if week.logged:
        return Worth.FULL
    return Worth.SHORT if week.logged_before else Worth.NOTHING


def counted(monday: date, dates: Sequence[date]) -> Week:
    """A week of which only the logged dates are known: all that the neutral mail needs."""
    this, before = _dates(monday), _dates(monday - timedelta(days=DAYS))
    known = set(dates)
    return Week(monday, (), sum(day in known for day in this), sum(day in known for day in before))


def told(monday: date, nights: Sequence[Mapping[str, Any]], found: Found, todo: Todo) -> Week:
    """A week with everything in it, from nights of the four weeks that end with it."""
    return told_together([Facts(monday, nights, found, todo)])[0]


def told_together(facts: Sequence[Facts]) -> list[Week]:
    """`told` of many people: what is worth reckoning for all at once is."""
    moved = [_moved(one) for one in facts]
    sure = _sure([one for one in moved if one is not None])
    return [
        _week(one, None if move is None else move.with_label(next(sure)))
        for one, move in zip(facts, moved, strict=True)
    ]


def _week(facts: Facts, change: Change | None) -> Week:
    by_date = {night["date"]: night for night in facts.nights}
    plain = counted(facts.monday, [date.fromisoformat(day) for day in by_date])
    series = read.calendar(facts.nights, *_span(facts.monday), read.worst_pain)
    return Week(
        facts.monday,
        tuple(_night(day, by_date.get(day.isoformat())) for day in _dates(facts.monday)),
        plain.logged,
        plain.logged_before,
        change,
        tuple(None if value != value else value for value in series.tolist()),
        facts.found,
        facts.todo,
    )


def _span(monday: date) -> tuple[date, date]:
    """The four weeks that end with this one."""
    last = monday + timedelta(days=DAYS - 1)
    return last - timedelta(days=TREND_DAYS - 1), last


def _dates(monday: date) -> list[date]:
    return [monday + timedelta(days=step) for step in range(DAYS)]


def _night(day: date, night: Mapping[str, Any] | None) -> Night:
    if night is None:
        return Night(day, Mark.UNLOGGED, None)
    pain = night["pain"]
    mark = Mark.LOGGED if pain is None else Mark.PAIN if pain else Mark.NONE
    return Night(day, mark, read.worst_pain(night))


def _moved(facts: Facts) -> _Move | None:
    """The metric that moved most, measured in its smallest meaningful changes; None when nothing compares."""
    span = _span(facts.monday)
    series = {metric: read.calendar(facts.nights, *span, READINGS[metric]) for metric in COMPARED}
    compared = []
    for metric, values in series.items():
        now, before = _mean(values[-DAYS:]), _mean(values[-2 * DAYS : -DAYS])
        if now and before:
            compared.append(_Move(metric, now, before, values))
    return max(compared, key=_size, default=None)


def _size(move: _Move) -> float:
    measure = content().trends.metrics[move.metric]
    return abs(move.now[0] - move.before[0]) * measure.times / measure.meaningful


def _sure(moves: Sequence[_Move]) -> Iterator[Label]:
    """How sure each is over the four weeks, in their order."""
    found: dict[Metric, Iterator[Label]] = {
        metric: iter(labels(metric, [one.series for one in moves if one.metric == metric]))
        for metric in COMPARED
    }
    return (next(found[move.metric]) for move in moves)


def _mean(values: Floats) -> Mean | None:
    """(mean, nights with an answer); None with too few answers."""
    said = [value for value in values.tolist() if value == value]
    return (sum(said) / len(said), len(said)) if len(said) >= ANSWERED else None
