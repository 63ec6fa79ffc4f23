"""What the door answers, for the schema that clients are made from."""

from typing import Any

from pydantic import BaseModel

from journal.documents import CheckAnswers, DayAnswers, Episode, SignAnswers, SleepPeriod, TipTried
from journal.fields import CalendarDate, Identifier, Instant, YesNo, Zone


class Service(BaseModel):
    """Whom to call."""

    name: str
    number: str | None = None


class FlagTelling(BaseModel):
    """One thing a flag rests on: a rule that fired on a night's answers, and when they were given."""

    rule: str
    leg: str
    level: str
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


class FlagAnswer(BaseModel):
    """A standing red flag as the person is shown it."""

    id: str | None = None
    rule: str
    version: str | int
    level: str
    message: str
    say: str | None = None
    items: list[str] = []
    side: str | None = None
    raised_at: Instant | None = None
    key: str
    night: CalendarDate
    answered_at: Instant
    asks: bool
    still: bool
    gone: bool
    tellings: list[FlagTelling] = []


class FlagReplyAnswer(BaseModel):
    """What was said after a flag, and the flag as it stood; `taken_back` undoes the last before it."""

    id: str
    rule: str
    leg: str
    outcome: str
    at: Instant
    level: str
    items: list[str]
    answers: list[str]
    worst: int | None
    places: list[str]


class NightAnswer(BaseModel):
    """A night with what the server adds; `safety` on saves."""

    date: CalendarDate
    timezone: Zone
    pain: YesNo | None
    episodes: list[Episode]
    sleep: SleepPeriod | list[SleepPeriod] | None
    day: DayAnswers
    signs: SignAnswers
    checks: CheckAnswers
    tips_tried: list[TipTried]
    told_by: str
    note: str
    recorded_at: Instant | None
    received_at: Instant
    late: bool
    version: int
    safety: list[FlagAnswer] | None = None


class NightsAnswer(BaseModel):
    """A page of nights."""

    results: list[NightAnswer]
    next: str | None


class SyncFault(BaseModel):
    """One field of one change that was refused."""

    field: str
    code: str
    detail: str


class SyncResult(BaseModel):
    """What became of one change."""

    id: Identifier | None
    status: str
    version: int | None = None
    edited_at: Instant | None = None
    errors: list[SyncFault] | None = None


class SyncChange(BaseModel):
    """A change on its way out to phones."""

    kind: str
    key: str
    op: str
    version: int
    edited_at: Instant
    device: str
    data: dict[str, Any] | list[Any] | None


class SyncAnswer(BaseModel):
    """The answer to one round of sync."""

    results: list[SyncResult]
    changes: list[SyncChange]
    cursor: str
    more: bool
    epoch: str
    safety: list[FlagAnswer]
    replies: list[FlagReplyAnswer]


class AgreementAnswer(BaseModel):
    """What a person agreed to, and when they took it back."""

    version: str
    language: str
    agreed_at: Instant
    withdrawn_at: Instant | None


class MeAnswer(BaseModel):
    """One's own account."""

    id: Identifier
    email: str
    name: str
    timezone: str
    language: str
    country: str
    emergency_number: str
    night_turns_at: str
    roles: list[str]
    patient: Identifier | None
    reminder_at: str | None
    mail_summary: str
    mail_shows_symptoms: bool
    mail_hour: int
    resting: bool
    agreement: AgreementAnswer | None
    agreement_due: str | None
    erase_on: CalendarDate | None


class ProblemFault(SyncFault):
    """A field at fault."""


class Problem(BaseModel):
    """RFC 9457 problem."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[ProblemFault] | None = None
