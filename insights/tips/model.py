"""The shapes of the tip files: what a clinician writes and what the choice reads."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from base.content import STRICT, Signed
from insights.tips.clauses import Clause, Single

TipId = Annotated[str, Field(pattern=r"^t\d{2}$")]
GateId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]+$")]
Line = Annotated[str, Field(min_length=3)]
Kind = Literal[
    "position", "movement", "stretch", "massage", "heat", "cold", "elevation", "compression", "care"
]
EvidenceWord = Literal["strong", "moderate", "consensus", "limited", "weak", "expert", "against"]
# Something to do (asked next morning), to arrange once, to ask someone, or to know (nothing is asked).
Form = Literal["do", "arrange", "ask", "know"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnglishFile(Signed):
    """A file in English, with who wrote it and who has checked it; a null reviewer is shown to readers as such."""

    __pydantic_config__ = STRICT
    language: Literal["en"]
    author: Line
    reviewer: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """A line of care; with ``when``, only where that gate is closed or not yet known."""

    __pydantic_config__ = STRICT
    text: Line
    when: GateId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safer:
    """The wording that stands in place of a tip's own while the gate ``when`` is closed or not yet known."""

    __pydantic_config__ = STRICT
    when: GateId
    text: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Whether a person can fairly try the tip on themselves, for how many nights, and by which measure."""

    __pydantic_config__ = STRICT
    fit: bool
    nights: Literal[28, 42] | None = None
    measure: Line | None = None
    why_not: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """One tip. ``own`` is the vocabulary id whose counts from the person's nights belong to its reason;
    without a yes to ``only_if_yes_to`` (health background) the tip is pointless."""

    __pydantic_config__ = STRICT
    id: TipId
    text: Line
    form: Form
    suits: tuple[str, ...]
    kind: Kind
    blocked_by: tuple[GateId, ...]
    care: tuple[Care, ...]
    evidence: EvidenceWord
    sure: Line
    sources: tuple[str, ...]
    experiment: Trial
    article: Literal["repeats", "corrects", "neither"]
    own: str | None = None
    safer: Safer | None = None
    suits_flags: tuple[str, ...] = ()
    only_if_yes_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TipFile(EnglishFile):
    """One theme of tips."""

    __pydantic_config__ = STRICT
    theme: Line
    tips: tuple[Tip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """A dated word that opens a gate for ``days``; kinds of tip in ``never_for`` stay shut."""

    __pydantic_config__ = STRICT
    by: Line
    question: Line
    date: str
    days: Annotated[int, Field(ge=1)]
    rests_on: Line
    never_for: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """When a tip must not be offered. ``reported_as`` is the id the outside world knows a variant by.

    From ``not_from_age`` on what was not asked is a no: the gate cannot concern anyone so old.
    """

    __pydantic_config__ = STRICT
    id: GateId
    name: Line
    closed: Line
    unknown: Line
    any: tuple[Clause, ...]
    opens: Line
    cleared_by: Clearance | None = None
    reported_as: GateId | None = None
    blocks_all: bool = False
    not_from_age: Annotated[int, Field(ge=1)] | None = None

    @property
    def public_id(self) -> str:
        return self.reported_as or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class GateFile(EnglishFile):
    """All gates, and the kinds of tip that an unknown gate blocks."""

    __pydantic_config__ = STRICT
    unknown_blocks: tuple[Kind, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """Answers of a single night that call for certain tips before a pattern is shown."""

    __pydantic_config__ = STRICT
    label: Line
    when: tuple[Single, ...]
    tips: tuple[TipId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How a vocabulary id is spoken of in a reason, and what its denominator is."""

    __pydantic_config__ = STRICT
    id: str
    words: Line
    of: Literal["tried", "painful", "days"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """What a level of red flag leaves of the tips."""

    __pydantic_config__ = STRICT
    level: Literal["emergency", "same_day"]
    only: tuple[TipId, ...]
    reason: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceFile(EnglishFile):
    """How tips are chosen: words, windows and the mapping from tonight's answers."""

    __pydantic_config__ = STRICT
    window_days: Annotated[int, Field(ge=1)]
    general_from_painful_nights: Annotated[int, Field(ge=1)]
    general_pattern: str
    first: dict[str, tuple[TipId, ...]]
    resembles: dict[str, str]
    levels: tuple[Level, ...]
    evidence_order: tuple[EvidenceWord, ...]
    evidence_words: dict[str, str]
    reasons: dict[
        Literal[
            "pattern", "tonight", "general", "flag", "tried", "painful", "days", "none_yet", "background"
        ],
        str,
    ]
    counted: tuple[Counted, ...]
    tonight: tuple[Tonight, ...]
    foot_sites: tuple[str, ...]
    no_trial_while_unknown: GateId
    no_trial_in_foot: tuple[TipId, ...]
