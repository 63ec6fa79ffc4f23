"""What a week of nights says, as plain values: the facts of the weekly mail, without its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Literal

from insights.engine.trends import Label
from insights.series import nights as read
from insights.series.content import content
from insights.series.trends import READINGS, trend

DAYS = 7
TREND_DAYS = 28
# Nights with an answer that each of the two weeks needs before they are compared.
ANSWERED = 3
COMPARED: tuple[Literal["pain_nights", "worst_pain", "sleep_minutes"], ...] = (
    "pain_nights",
    "worst_pain",
    "sleep_minutes",
)
Metric = Literal["pain_nights", "worst_pain", "sleep_minutes"]


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
    """What the last comparison says: a pattern, or how many nights are still needed."""

    pattern: str = ""
    name: str = ""
    strong: bool = False
    with_warning: bool = False
    needed: int = 0

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Found":
        """From a comparison as its patient may see it."""
        shown = next((one for one in view["profiles"] if one["shown"]), None)
        if shown is None:
            return cls(needed=view["nights_needed"])
        strong = shown["verdict"] == "strong"
        return cls(shown["id"], shown["name"], strong, bool(shown.get("with_warning")))


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: `question` (an item of the vocabulary), `visit` (a date), or nothing but to go on."""

    kind: Literal["question", "visit", "log"] = "log"
    item: str = ""
    on: date | None = None

    @classmethod
    def of(cls, view: Mapping[str, Any]) -> "Todo":
        """The next question of a comparison, or to go on."""
        question = view["next_question"]
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
    last = monday + timedelta(days=DAYS - 1)
    by_date = {night["date"]: night for night in nights}
    plain = counted(monday, [date.fromisoformat(day) for day in by_date])
    first = last - timedelta(days=TREND_DAYS - 1)
    series = read.calendar(nights, first, last, read.worst_pain)
    return Week(
        monday,
        tuple(_night(day, by_date.get(day.isoformat())) for day in _dates(monday)),
        plain.logged,
        plain.logged_before,
        _change(monday, nights, first, last),
        tuple(None if value != value else float(value) for value in series),
        found,
        todo,
    )


def _dates(monday: date) -> list[date]:
    return [monday + timedelta(days=step) for step in range(DAYS)]


def _night(day: date, night: Mapping[str, Any] | None) -> Night:
    if night is None:
        return Night(day, Mark.UNLOGGED, None)
    pain = night["pain"]
    mark = Mark.LOGGED if pain is None else Mark.PAIN if pain else Mark.NONE
    return Night(day, mark, read.worst_pain(night))


def _change(monday: date, nights: Sequence[Mapping[str, Any]], first: date, last: date) -> Change | None:
    """The metric that moved most, measured in its smallest meaningful changes; None when nothing compares."""
    moved = [(metric, *_means(metric, monday, nights)) for metric in COMPARED]
    compared = [(metric, now, before) for metric, now, before in moved if now and before]
    if not compared:
        return None
    metric, now, before = max(compared, key=lambda one: _size(one[0], one[1][0] - one[2][0]))
    sure = trend(metric, {"nights": nights}, first, last).summary.label
    return Change(metric, now[0], before[0], now[1], before[1], sure)


def _size(metric: Metric, difference: float) -> float:
    measure = content().trends.metrics[metric]
    return abs(difference) * measure.times / measure.meaningful


Mean = tuple[float, int]


def _means(
    metric: Metric, monday: date, nights: Sequence[Mapping[str, Any]]
) -> tuple[Mean | None, Mean | None]:
    """(mean, nights with an answer) of this week and the one before; None with too few answers."""
    start = monday - timedelta(days=DAYS)
    values = read.calendar(nights, start, monday + timedelta(days=DAYS - 1), READINGS[metric])
    return _mean(values[DAYS:].tolist()), _mean(values[:DAYS].tolist())


def _mean(values: Sequence[float]) -> Mean | None:
    said = [value for value in values if value == value]
    return (sum(said) / len(said), len(said)) if len(said) >= ANSWERED else None
