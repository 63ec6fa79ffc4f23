"""What a therapist reads: the caseload, one patient's page, the report of a visit."""

from typing import Literal

from pydantic import Field

from api.response_schemas.base import Answer, Language, Level, ListAnswer
from api.response_schemas.course import VerdictAnswer
from api.response_schemas.insights import (
    AssociationsAnswer,
    ComparisonAnswer,
    PositionAnswer,
    SiteAnswer,
    SummaryAnswer,
    WarningAnswer,
    Window,
)
from api.response_schemas.safety import IncompleteAnswer
from care.sections import Name as Section
from insights.comparison.result import Status, Verdict
from insights.outcomes import Outcome
from journal.fields import CalendarDate, Identifier, Instant
from journal.words import EventKind, Side, Sign, ToldBy

Noticed = Literal["better", "worse"]


class ChangeAnswer(Answer):
    """The weekly score now against before; `meaningful` is the way it moved, where people notice it."""

    now: float | None
    before: float | None
    change: float | None
    meaningful: Noticed | None


class OpenFlagAnswer(Answer):
    """An open flag in one line; `asks` when it only asks whether an old night's answer is still so."""

    rule: str
    level: Level
    title: str
    night: CalendarDate
    raised_at: Instant
    asks: bool


class LastNight(Answer):
    """The latest night that was logged."""

    date: CalendarDate
    pain: bool | None
    strength: int | None


class LoggedNights(Answer):
    """Nights logged, of so many."""

    logged: int
    of: int


class Adherence(Answer):
    """Occasions ticked, of those planned."""

    done: int
    planned: int


class CaseRow(Answer):
    """One patient of a caseload; what is null was not said. `closed`: when a closed account is erased."""

    patient: Identifier
    name: str
    consent: Identifier
    scope: Literal["summary", "full"]
    section: Section
    why: list[str]
    last_night: LastNight | None
    verdict: VerdictAnswer
    peg: ChangeAnswer
    nights: LoggedNights
    late: int
    flags: list[OpenFlagAnswer]
    adherence: Adherence | None
    reviewed_at: Instant | None
    days_since_review: int | None
    tags: list[str]
    resting: bool
    closed: CalendarDate | None
    until: CalendarDate | None


class SectionAnswer(Answer):
    """A section of the caseload, its published rule, and how many stand in it."""

    id: Section
    name: str
    rule: str
    count: int


class CaseloadAnswer(ListAnswer):
    """Everyone looked after, those most in need first."""

    results: list[CaseRow]
    sections: list[SectionAnswer]
    tags: list[str]
    rules: str
    not_watched: str
    standing: str
    second_factor: bool


class NoteAnswer(Answer):
    """A therapist's note; `own` when the reader wrote it."""

    id: Identifier
    author: str
    own: bool
    shared: bool
    text: str
    written_at: Instant
    changed_at: Instant


class NotesAnswer(ListAnswer):
    """Notes, newest first."""

    results: list[NoteAnswer]


class ReviewAnswer(Answer):
    """When the record was last marked as reviewed."""

    reviewed_at: Instant | None
    days_since_review: int | None


class TagsAnswer(ListAnswer):
    """One's own tags."""

    results: list[str]


class PlanBlock(Answer):
    """A tip that was asked for although its gates were closed, and why."""

    gates: list[str]
    reason: str


class PlanItemAnswer(Answer):
    """A tip or an exercise; ISO weekdays, 1 is Monday."""

    item: str
    tip: str | None
    text: str
    dose: str
    days: list[int]
    therapist: str
    own: bool
    since: CalendarDate
    ended_on: CalendarDate | None
    blocked: PlanBlock | None
    adherence: Adherence


class PlanAdherence(Adherence):
    """The same over a span of days."""

    from_: CalendarDate = Field(alias="from")
    to: CalendarDate


class PlanTickAnswer(Answer):
    """An item ticked, or said not to be done, on a day."""

    date: CalendarDate
    item: str
    done: bool


class PlanAnswer(Answer):
    """What is asked for, and what was ticked of it."""

    state: Literal["none", "active", "ended"]
    ended_on: CalendarDate | None
    items: list[PlanItemAnswer]
    adherence: PlanAdherence
    ticks: list[PlanTickAnswer]


class SpanAnswer(Answer):
    """Both days belong to it."""

    from_: CalendarDate = Field(alias="from")
    to: CalendarDate


class PeriodAnswer(SpanAnswer):
    """The period reported on; `visit` is where it starts, when it does."""

    nights: int
    visit: CalendarDate | None


class NightCounts(Answer):
    """Nights logged of so many, and what they say."""

    logged: int
    of: int
    painful: int
    answered: int
    late: int
    by_carer: int


class ReportFlag(OpenFlagAnswer):
    """An open flag with its words."""

    headline: str
    message: str
    status: str | None
    side: Literal["left", "right", "both"] | None


class AnsweredFlag(Answer):
    """A flag answered in the period, and what came of it."""

    rule: str
    level: Level
    title: str
    outcome: Outcome
    on: CalendarDate


class FigurePair(Answer):
    """A figure now and before, and the nights it rests on."""

    now: float | None
    before: float | None
    nights: int


class FigureChange(ChangeAnswer):
    """The same with the difference people notice, and what the series itself says."""

    metric: Literal["peg"]
    nights: int
    least: float
    trend: SummaryAnswer


class PlacesAnswer(Answer):
    """Nights by place, now and before."""

    now: list[SiteAnswer]
    before: list[SiteAnswer]


class SleepFigures(Answer):
    """Sleep now and before."""

    sleep_minutes: FigurePair
    sleep_efficiency: FigurePair
    awakenings: FigurePair


class TriedAnswer(Answer):
    """Something tried: on how many nights, on how many its effect was told, how often it helped or harmed."""

    id: str
    kind: Literal["tip", "action"]
    nights: int
    told: int
    helped: int
    worse: int
    label: str


class EventLine(Answer):
    """A dated event; its text for those who may read free text."""

    on: CalendarDate
    kind: EventKind
    label: str
    text: str


class NoticedAnswer(Answer):
    """A sign, the legs named for it where any was, and the nights on which it was noticed."""

    sign: Sign
    label: str
    side: Side | None
    nights: int


class BackgroundLine(Answer):
    """What was said of the person: in a word or number or on a date where there is one, and the day it was said.

    `events` are the dated changes of a medicine that it speaks of.
    """

    id: str
    label: str
    value: str | None
    on: CalendarDate | None
    told_on: CalendarDate | None
    events: list[EventLine]


class PatternLine(Answer):
    """A pattern that the nights resemble, in sentences."""

    id: str
    name: str
    verdict: Verdict
    warnings: list[WarningAnswer]
    status: str | None
    for_: list[str] = Field(alias="for")
    against: list[str]
    not_asked: list[str]


class ReportAnswer(Answer):
    """One period of one record, finished: the figures of the paper."""

    language: Language
    name: str
    birth_year: int | None
    period: PeriodAnswer
    compared_with: SpanAnswer
    printed_on: CalendarDate
    visible_from: CalendarDate | None
    scope: Literal["summary", "full"]
    nights: NightCounts
    flags: list[ReportFlag]
    answered: list[AnsweredFlag]
    not_asked: IncompleteAnswer | None
    verdict: VerdictAnswer
    change: list[FigureChange]
    strengths: dict[CalendarDate, float | None]
    map: PlacesAnswer
    hours: list[int]
    positions: list[PositionAnswer]
    signs: list[NoticedAnswer]
    background: list[BackgroundLine] | None
    sleep: SleepFigures
    tried: list[TriedAnswer]
    events: list[EventLine]
    patterns: list[PatternLine]
    patterns_from: Window | None
    insight: Status
    statement: str
    question: str | None
    method: str


class VisitAnswer(ReportAnswer):
    """The report of a visit, and until when it may be shown."""

    expires_at: Instant


class RecentNight(Answer):
    """A night of the last two weeks; its words only with full consent."""

    date: CalendarDate
    pain: bool | None
    late: bool
    told_by: ToldBy
    note: str | None = None
    notes: list[str] = []


class PageAnswer(ReportAnswer):
    """The report, and beside it what only the desk has; notes and plan only with full consent."""

    consent: Identifier
    insights: ComparisonAnswer
    associations: AssociationsAnswer
    recent: list[RecentNight]
    notes: list[NoteAnswer] | None
    plan: PlanAnswer | None
    closed: CalendarDate | None
    review: ReviewAnswer
    tags: list[str]
    record: list[str]
    not_watched: str
