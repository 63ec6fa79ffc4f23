"""The content as frozen values. Field types are the file format: unknown keys and wrong types are faults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from base.content import STRICT, Confidence, InEachLanguage, Number, Signature, Signed, Text
from base.languages import FIRST
from insights.engine.parameters import Parameters, Rates

Share = Annotated[float, Field(ge=0, le=1)]
NULL = "nonspecific"  # the pattern of who has no clear one


@dataclass(frozen=True, slots=True)
class Rate:
    """Share of pain nights with an item, and how firmly it is known."""

    __pydantic_config__ = STRICT
    rate: Share
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the rates lean on: a published figure with its sources, or the plain word that it is judged."""

    __pydantic_config__ = STRICT
    text: Text
    sources: tuple[Text, ...] = ()
    basis: Literal["judgement", "textbook", "memory", "definition"] | None = None


@dataclass(frozen=True, slots=True)
class LeastWarning:
    """The rule, and the level of it, whose words stand beside a pattern while no flag as urgent is open."""

    __pydantic_config__ = STRICT
    rule: Text
    level: Literal["emergency", "same_day", "within_days", "routine"]


@dataclass(frozen=True, slots=True)
class PatternText:
    """A pattern in one language, `against` being what speaks against it; `signed_off` is None until a clinician has
    signed this language's text.
    """

    __pydantic_config__ = STRICT
    signed_off: Signature | None
    name: Text
    full_name: Text
    against: tuple[Text, ...]
    summary: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern(Signed):
    """One pattern of the article; `shown_with` names the safety rules whose wording must accompany it, the most
    urgent open one or else `least_warning`; `day_factors` says whether days before pain nights may be given as
    reasons. `defining` are the feelings that the pattern is known by: while none was asked, it is never strong."""

    __pydantic_config__ = STRICT
    id: Text
    text: InEachLanguage[PatternText]
    article: tuple[Text, ...]
    headings: tuple[Text, ...]
    claims: tuple[Text, ...]
    corrections: tuple[Text, ...]
    shown_with: tuple[Text, ...]
    least_warning: LeastWarning | None = None
    day_factors: bool
    defining: tuple[Text, ...] = ()
    anchors: Annotated[tuple[Anchor, ...], Field(min_length=1)]
    rates: dict[str, Rate]

    def words(self, language: str) -> PatternText:
        """The pattern in a language; English for one we do not write in."""
        return self.text.get(language, self.text[FIRST])


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the vocabulary with its rate among all who log night leg pain."""

    __pydantic_config__ = STRICT
    label: Text
    rate: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Background(Signed):
    """The people the patterns are compared against, and the assumed mix they are made of, in percent."""

    __pydantic_config__ = STRICT
    id: Literal["background"]
    name: Text
    basis: Literal["judgement"]
    mix: dict[str, Number]
    items: dict[str, Item]


@dataclass(frozen=True, slots=True)
class Heading:
    """A word of the article that stands over several patterns and is never compared itself."""

    __pydantic_config__ = STRICT
    name: Text
    article: tuple[Text, ...]
    note: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings(Signed):
    """All headings by id."""

    __pydantic_config__ = STRICT
    headings: dict[str, Heading]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a diary says about an item: noted at least once, or asked and never noted."""

    __pydantic_config__ = STRICT
    some: Text
    none: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences(Signed):
    """A sentence for every item, the reason given with the next question, and what a comparison can tell."""

    __pydantic_config__ = STRICT
    statement: Text
    next_question: Text
    items: dict[str, Sentence]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number with its source and its meaning."""

    __pydantic_config__ = STRICT
    value: Number
    source: Text
    why: Text


@dataclass(frozen=True, slots=True)
class Display:
    """From when a resemblance is mentioned, and how much of it."""

    nights: int
    painful: int
    painful_strong: int
    shown: float
    strong: float
    alive: float
    against_below: float
    at_most: int
    reasons_for: int
    reasons_against: int
    least_reason: float
    open_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Signed):
    """engine.yaml as written; `Content` carries the values taken out of it."""

    __pydantic_config__ = STRICT
    version: Text
    match: dict[str, Scalar]
    display: dict[str, Scalar]
    painful_needed: dict[str, int]
    never_shown: tuple[Text, ...]
    retired: tuple[Text, ...]
    ask: tuple[Text, ...]


# Equal only to itself: it holds arrays, and the matcher is kept by it.
@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """Everything the comparison reads, checked as a whole. One instance is shared and never changed."""

    patterns: dict[str, Pattern]
    null: Pattern
    background: Background
    headings: Headings
    sentences: Mapping[str, Sentences]
    settings: Settings
    parameters: Parameters
    display: Display
    rates: Rates

    def say(self, language: str) -> Sentences:
        """The sentences of a language; English for one we do not write in."""
        return self.sentences.get(language, self.sentences["en"])

    @property
    def version(self) -> str:
        """The content's version, stored with every comparison made from it."""
        return self.settings.version


def rates_of(patterns: dict[str, Pattern], null: Pattern, background: Background) -> Rates:
    """The rates as arrays, items in the background's order; what a pattern says nothing of is as without one."""
    items = tuple(background.items)

    def row(pattern: Pattern) -> list[float]:
        return [(pattern.rates.get(item) or null.rates[item]).rate for item in items]

    table: Any = np.array([row(pattern) for pattern in patterns.values()])
    return Rates(
        items=items,
        patterns=tuple(patterns),
        by_pattern=table,
        null=np.array(row(null)),
        background=np.array([item.rate for item in background.items.values()]),
    )
