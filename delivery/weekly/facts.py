"""What a week of nights says, as plain values: the facts of the weekly mail, without its words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Any, Literal

from insights.course import Verdict
from insights.pattern_warnings import warnings_beside
from insights.series import nights as read
from journal.night import painful, worst_strength

DAYS = 7
TREND_DAYS = 28


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
    """A person's last full local week; `verdict` is that of the day the mail is written."""

    monday: date
    nights: tuple[Night, ...]
    logged: int
    logged_before: int
    verdict: Verdict | None = None
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


def told(
    monday: date,
    nights: Sequence[Mapping[str, Any]],
    found: Found,
    todo: Todo,
    verdict: Verdict | None = None,
) -> Week:
    """A week with everything in it, from nights of the four weeks that end with it."""
    by_date = {night["date"]: night for night in nights}
    plain = counted(monday, [date.fromisoformat(day) for day in by_date])
    series = read.calendar(nights, *_span(monday), worst_strength)
    return Week(
        monday,
        tuple(_night(day, by_date.get(day.isoformat())) for day in _dates(monday)),
        plain.logged,
        plain.logged_before,
        verdict,
        # The calendar marks a night without an answer by NaN, which would make every mean of the series NaN.
        tuple(None if value != value else value for value in series.tolist()),
        found,
        todo,
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
    pain = painful(night)
    mark = Mark.LOGGED if pain is None else Mark.PAIN if pain else Mark.NONE
    return Night(day, mark, worst_strength(night))
