"""What everyone may read: the words of the journal, the article, the text agreed to."""

from typing import Literal

from api.response_schemas.base import Answer, Language
from insights.article.model import Claim, Correction, Examination, Heading, Section, Source


class WordAnswer(Answer):
    """One word: whether patterns are compared on it, whether it may name a leg."""

    id: str
    label: str
    scored: bool
    sided: bool


class WordGroup(Answer):
    """A question and its possible answers; `answer` says how many may be chosen."""

    label: str
    answer: Literal["one", "many", "many_sided", "outcome", "yes_no", "yes_no_side", "date"]
    items: list[WordAnswer]


class VocabularyAnswer(Answer):
    """Every group of words."""

    version: str
    groups: dict[str, WordGroup]


class ArticleAnswer(Answer):
    """Everything the article says that is carried here; `banner` until a clinician has signed it."""

    statement: str
    banner: str | None
    sections: list[Section]
    headings: list[Heading]
    claims: list[Claim]
    corrections: list[Correction]
    examinations: list[Examination]
    sources: dict[str, Source]


class ArticleRow(Answer):
    """The article says, guidance says, your nights."""

    claim: str
    section: str
    says: str
    guidance: str
    nights: list[str]
    corrections: list[Correction]
    sources: list[str]


class ArticlePageAnswer(Answer):
    """A section, heading or pattern in three columns."""

    id: str
    title: str
    columns: list[str]
    rows: list[ArticleRow]
    statement: str
    banner: str | None


class AgreementText(Answer):
    """The text in force."""

    version: str
    language: Language
    title: str
    points: list[str]
    box: str
    withdrawing: list[str]
