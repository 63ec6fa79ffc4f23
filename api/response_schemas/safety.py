"""Red flags: what they say, what they rest on, and what was said after them."""

from typing import Literal

from api.response_schemas.base import Answer, Language, Leg, Level, ListAnswer
from insights.outcomes import Outcome
from journal.fields import CalendarDate, Instant

LegOrNone = Literal["", "left", "right", "both"]
ServiceKind = Literal["emergency", "same_day", "crisis", "maternity", "appointment"]


class Signature(Answer):
    """Who signed a text, and when."""

    name: str
    on: CalendarDate


class Service(Answer):
    """Whom to call; `number` is null where there is none for the person's country."""

    kind: ServiceKind
    name: str
    number: str | None


class FlagTelling(Answer):
    """One thing a flag rests on: a rule that fired on a night's answers, and when they were given."""

    rule: str
    leg: LegOrNone
    level: Level
    items: list[str]
    night: CalendarDate
    given: Instant
    at: Instant
    found_at: Instant
    raised_at: Instant
    answers: list[str]
    worst: int | None
    places: list[str]
    version: str
    settled_at: Instant | None


class FlagAnswer(Answer):
    """An open red flag in the reader's language; `status` says that nobody has signed it, `tellings` are for its
    owner only."""

    id: str
    key: str
    rule: str
    version: str
    level: Level
    headline: str
    title: str
    message: str
    do: str
    say: str | None
    call: Service
    not_live: str
    language: Language
    signed: Signature | None
    status: str | None
    asks: bool
    still: bool
    gone: bool
    side: Leg | None
    items: list[str]
    night: CalendarDate
    raised_at: Instant
    answered_at: Instant
    tellings: list[FlagTelling] = []


class FlagReplyAnswer(Answer):
    """What was said after a flag, and the flag as it stood; `taken_back` undoes the last before it."""

    id: str
    rule: str
    leg: LegOrNone
    outcome: Outcome | Literal["taken_back"]
    at: Instant
    level: Literal["", "emergency", "same_day", "within_days", "routine"]
    items: list[str]
    answers: list[str]
    worst: int | None
    places: list[str]


class FlagsAnswer(ListAnswer):
    """The flags left open, the most urgent first."""

    results: list[FlagAnswer]


class GapAnswer(Answer):
    """A rule that could not be judged, and the questions that would decide it."""

    rule: str
    items: list[str]


class IncompleteAnswer(Answer):
    """What was not asked."""

    text: str
    ask: str
    rules: list[GapAnswer]


class SafetyAnswer(FlagsAnswer):
    """Open flags, what was said after them, what was not asked, and whom to call."""

    replies: list[FlagReplyAnswer]
    incomplete: IncompleteAnswer | None
    services: dict[ServiceKind, Service]
    not_live: str
