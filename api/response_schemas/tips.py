"""Relief tips, and trying one out."""

from typing import Literal

from api.response_schemas.base import Answer, Language, ListAnswer, Two
from api.response_schemas.safety import FlagAnswer
from insights.engine.experiments import Verdict
from insights.series.content import Refusal
from insights.tips.candidates import Basis
from insights.tips.model import Form
from journal.fields import CalendarDate, Identifier


class TrialAnswer(Answer):
    """Whether a person can fairly try the tip on themselves, for how many nights, and by which measure."""

    fit: bool
    nights: Literal[28, 42] | None
    measure: str | None
    why_not: str | None


class TipAnswer(Answer):
    """A tip that is offered; `experiment` is null where trying it out is not fitting now.

    `form` says what is asked of it: `do` whether it helped, `arrange` and `ask` whether it is done, `know` nothing.
    `ask` is the one question that its wording waits for.
    """

    tip: str
    text: str
    form: Form
    basis: Basis
    pattern: str | None
    why: str
    care: list[str]
    evidence: str
    sure: str
    sources: list[str]
    experiment: TrialAnswer | None
    ask: list[str]


class BlockedTip(Answer):
    """A tip that is not offered, why, and what would open it."""

    tip: str
    text: str
    state: Literal["flag", "closed", "unknown"]
    gates: list[str]
    reasons: list[str]
    opens: list[str]
    ask: list[str]


class TipsAnswer(ListAnswer):
    """Offered tips, and the blocked ones; with a `level` an urgent flag stands and comes first. `status` says that
    not all of it is signed yet.
    """

    results: list[TipAnswer]
    level: Literal["emergency", "same_day"] | None
    blocked: list[BlockedTip]
    status: str | None


class TipTriedAnswer(Answer):
    """Whether a tip helped on a night; null is not said."""

    tip: str
    date: CalendarDate
    helped: bool | None


class ArmAnswer(Answer):
    """A night, and whether it is one with the tip."""

    date: CalendarDate
    on: bool


class ArmNight(ArmAnswer):
    """The same with the worst pain of the night; null is not said."""

    value: float | None


class ArmSummary(Answer):
    """Nights planned one way: those answered, their mean pain, and (used, said) of the tip."""

    nights: int
    mean: float | None
    used: Two[int]


class ExperimentResult(Answer):
    """What came of it, in points of pain with the tip less without; null with too few nights. `language` is that
    of its text, which is kept as it was said.
    """

    text: str
    language: Language = "en"
    verdict: Verdict
    on: ArmSummary
    off: ArmSummary
    effect: float | None
    low: float | None
    high: float | None
    chance: float | None
    full_use: float | None
    nights: list[ArmNight]


class ExperimentAnswer(Answer):
    """A tip tried on nights drawn by lot; `notices` are routine flags to be read before it goes on."""

    id: Identifier
    tip: str
    text: str
    arms: list[ArmAnswer]
    pauses: list[Two[CalendarDate | None]]
    state: Literal["running", "paused", "stopped", "done"]
    reason: str | None
    before: list[str]
    notices: list[FlagAnswer]
    result: ExperimentResult | None


class LengthAnswer(Answer):
    """What an experiment of so many nights can show."""

    nights: Literal[28, 42]
    text: list[str]


class ObstacleAnswer(Answer):
    """Why it may not be started now."""

    code: Refusal
    detail: str


class ExperimentPreview(Answer):
    """What is told before a tip is tried."""

    tip: str
    text: str
    nights: Literal[28, 42] | None
    before: list[LengthAnswer]
    obstacles: list[ObstacleAnswer]
    notices: list[FlagAnswer]


class ExperimentsAnswer(ListAnswer):
    """All of them, newest first; `preview` when a tip was named. `status` says that not all of it is signed yet."""

    results: list[ExperimentAnswer]
    preview: ExperimentPreview | None
    status: str | None
