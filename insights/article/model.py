"""The shapes of the article files."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from base.content import STRICT
from insights.tips.model import EnglishFile, Line

ClaimId = Annotated[str, Field(pattern=r"^C\d{2}$")]
CorrectionId = Annotated[str, Field(pattern=r"^X\d{2}$")]
SectionId = Annotated[str, Field(pattern=r"^S[0-5]$")]
# "tip:t01", "pattern:rls", "rule:RF33"; two words stand alone: the purpose of the product, its standing line.
Carrier = Annotated[
    str,
    Field(
        pattern=r"^(purpose|statement|(tip|pattern|heading|word|rule|gate|correction|examination):[\w.]+)$"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing the article says, in our words. ``own``: vocabulary ids counted beside it, in words."""

    __pydantic_config__ = STRICT
    id: ClaimId
    section: SectionId
    says: Line
    guidance: Line
    sources: tuple[str, ...]
    carried_by: Annotated[tuple[Carrier, ...], Field(min_length=1)]
    corrections: tuple[CorrectionId, ...]
    patterns: tuple[str, ...]
    own: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Where the article and guidance part: both, and the safe rule that the product follows."""

    __pydantic_config__ = STRICT
    id: CorrectionId
    article: Line
    guidance: Line
    rule: Line
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    held_by: Annotated[tuple[Carrier, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the article, with the words by which a reader enters it."""

    __pydantic_config__ = STRICT
    id: SectionId
    title: Line
    entry: Annotated[tuple[Line, ...], Field(min_length=1)]
    patterns: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One of the article's umbrella words: a heading over patterns, never a pattern itself."""

    __pydantic_config__ = STRICT
    id: Line
    title: Line
    patterns: Annotated[tuple[str, ...], Field(min_length=2)]
    note: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What a clinician may do to find the cause."""

    __pydantic_config__ = STRICT
    id: Line
    name: Line
    in_article: bool
    patterns: tuple[str, ...]
    adds: Line
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source, and whether it was seen or stands from memory, to be checked before anyone quotes it."""

    __pydantic_config__ = STRICT
    id: Annotated[str, Field(min_length=2)]
    status: Literal["seen", "from_memory"]
    text: Line
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFile(EnglishFile):
    __pydantic_config__ = STRICT
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFile(EnglishFile):
    __pydantic_config__ = STRICT
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFile(EnglishFile):
    """The page's frame: its standing line, its words, its sections and headings."""

    __pydantic_config__ = STRICT
    title: Line
    source: str
    statement: Line
    unsigned: Line
    not_logged: Line
    count: Line
    columns: tuple[Line, Line, Line]
    sections: tuple[Section, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExaminationFile(EnglishFile):
    __pydantic_config__ = STRICT
    examinations: tuple[Examination, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile(EnglishFile):
    __pydantic_config__ = STRICT
    sources: tuple[Source, ...]
