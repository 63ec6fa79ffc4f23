"""What the nights resemble, series, maps, and what days have to do with nights."""

from typing import Literal

from pydantic import Field

from api.response_schemas.base import Answer, Level, ListAnswer, Two
from api.response_schemas.course import VerdictAnswer
from api.response_schemas.safety import FlagAnswer, Signature
from base.content import Confidence
from insights.comparison.result import Status, Verdict
from insights.engine.associations import Verdict as AssociationVerdict
from insights.engine.trends import Label
from insights.profiles.shapes import Anchor
from insights.series.content import Metric
from journal.fields import CalendarDate, Instant
from journal.words import Action, Onset, Outcome, Side, Site

Window = Two[CalendarDate]


class WarningAnswer(Answer):
    """The words of a safety rule that stand beside a pattern; `signed` is null until a clinician has signed them."""

    rule: str
    level: Level
    message: str
    signed: Signature | None
    status: str | None


class ReasonAnswer(Answer):
    """One answer that counts: `yes` of `asked`; `weight` in decibans for a therapist only."""

    item: str
    source: Literal["health", "night"] | None = None
    yes: float
    asked: float
    other: list[float] | None = None
    text: str
    weight: float | None = None


class ProfileAnswer(Answer):
    """How much the nights look like one pattern; `score` and `q` for a therapist only, `status` that its text is
    not signed yet.
    """

    id: str
    name: str
    shown: bool
    verdict: Verdict
    for_: list[ReasonAnswer] = Field(alias="for")
    against: list[ReasonAnswer]
    not_asked: list[str]
    with_warning: list[str]
    warnings: list[WarningAnswer]
    status: str | None
    score: float | None = None
    q: float | None = None


class ChangedPattern(Answer):
    """A pattern that came, went or changed its verdict."""

    id: str
    name: str
    change: Literal["appeared", "left", "stronger", "weaker"]
    text: str
    warnings: list[WarningAnswer]


class ChangedAnswer(Answer):
    """What is shown differently from a week ago; `earlier` in the words of then, when the method was changed."""

    since: CalendarDate
    patterns: list[ChangedPattern]
    text: str | None
    remade: str | None
    earlier: list[ProfileAnswer]


class QuestionAnswer(Answer):
    """An open question, and why it is worth answering."""

    item: str
    why: str


class ComparisonAnswer(Answer):
    """The latest comparison of the nights with the patterns."""

    status: Status
    nights: int
    pain_nights: int
    window: Window | None
    nights_needed: int
    engine: str
    content: str
    next_question: QuestionAnswer | None
    statement: str
    profiles: list[ProfileAnswer]
    computed_at: Instant | None
    changed: ChangedAnswer | None


class InsightsAnswer(ComparisonAnswer):
    """The latest comparison, and the open red flags."""

    safety: list[FlagAnswer]


class PatternAnswer(Answer):
    """A pattern in short, as anyone may read it."""

    id: str
    name: str
    summary: str
    signed: Signature | None
    article: list[str]
    claims: list[str]
    corrections: list[str]
    against: list[str]
    shown_with: list[str]
    author: str
    reviewer: str | None
    reviewed_on: CalendarDate | None
    review_by: CalendarDate | None


class PatternsAnswer(ListAnswer):
    """Every pattern in short."""

    results: list[PatternAnswer]


class RateAnswer(Answer):
    """How often people with this pattern say yes."""

    item: str
    rate: float
    confidence: Confidence


class PatternPage(PatternAnswer):
    """One pattern with its rates and what they rest on."""

    anchors: list[Anchor]
    rates: list[RateAnswer]


class PointAnswer(Answer):
    """One night or week; null is not said."""

    date: CalendarDate
    value: float | None


class SummaryAnswer(Answer):
    """What has changed, with the interval it lies in. Of pain the verdict alone says a direction: `label` is null."""

    label: Label | None
    change: float | None
    low: float | None
    high: float | None
    text: str


class StepAnswer(Answer):
    """A step of the level: the first date of the new level, and its size."""

    on: CalendarDate
    size: float
    text: str


class CountsAnswer(Answer):
    """Nights with pain of those answered."""

    painful: int
    answered: int


class TrendAnswer(Answer):
    """A series and its summary; `counts` of a pain metric are those of the range asked for.

    `verdict` is the diary's own, whatever the metric and the range.
    """

    metric: Metric
    points: list[PointAnswer]
    summary: SummaryAnswer
    step: StepAnswer | None
    counts: CountsAnswer | None
    verdict: VerdictAnswer


class SiteAnswer(Answer):
    """Nights on which it hurt there."""

    site: Site
    side: Side
    nights: int


class PositionAnswer(Answer):
    """Nights on which it began in this position; for each action, nights by how it ended."""

    onset: Onset
    nights: int
    relieved_by: dict[Action, dict[Outcome, int]]


class HourAnswer(Answer):
    """Nights on which an episode began in this hour of the local day."""

    hour: int
    nights: int


class HeatmapAnswer(Answer):
    """Nights by place, by position and by hour."""

    sites: list[SiteAnswer]
    positions: list[PositionAnswer]
    hours: list[HourAnswer]


class AssociationAnswer(Answer):
    """One factor: painful of logged nights with and without it, and the difference in points."""

    id: str
    label: str
    with_: Two[int] = Field(alias="with")
    without: Two[int]
    effect: float | None
    low: float | None
    high: float | None
    q: float | None
    verdict: AssociationVerdict
    text: str


class AssociationsAnswer(ListAnswer):
    """Every factor asked about, and how to read them."""

    nights: int
    text: str
    results: list[AssociationAnswer]
