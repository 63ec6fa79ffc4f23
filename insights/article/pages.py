"""The article's pages: each claim in three columns, entered by the reader's own words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from base.plurals import counted
from insights.article.content import Article, load
from insights.article.model import Claim, Correction, Section

Counts = Mapping[str, tuple[int, int]]  # vocabulary id → (nights with a yes, nights on which it was asked)


@dataclass(frozen=True, slots=True)
class Row:
    """The article says · guidance says · your nights. ``nights``: own counts, or "not logged"."""

    claim: str
    section: str
    says: str
    guidance: str
    nights: tuple[str, ...]
    corrections: tuple[Correction, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A pattern's, a heading's or a section's page. ``banner`` is None once a clinician has signed."""

    id: str
    title: str
    columns: tuple[str, str, str]
    rows: tuple[Row, ...]
    statement: str
    banner: str | None


def page(name: str, counts: Counts | None = None, content: Article | None = None) -> Page:
    """The page of a section (``S2``), a heading (``circulation``) or a pattern (``rls``).

    ``counts`` are the reader's own; without them, or where ``asked`` is 0, a row says "not logged".
    A name that no claim belongs to raises ``KeyError``.
    """
    article = content or load()
    claims = list(_claims(name, article))
    if not claims:
        raise KeyError(name)
    return Page(
        id=name,
        title=_title(name, article),
        columns=article.frame.columns,
        rows=tuple(_row(claim, counts or {}, article) for claim in claims),
        statement=article.frame.statement,
        banner=article.frame.unsigned if article.unsigned else None,
    )


def find(words: str, content: Article | None = None) -> tuple[Section, ...]:
    """Sections for what a reader typed, the best first; empty when no word of it leads anywhere."""
    asked = _words(words)
    scored = [(_likeness(asked, section), section) for section in (content or load()).frame.sections]
    found = sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: -pair[0])
    return tuple(section for _, section in found)


def _likeness(asked: frozenset[str], section: Section) -> float:
    """The largest share of an entry's words that were asked for."""
    entries = [_words(entry) for entry in section.entry]
    return max(len(asked & entry) / len(entry) for entry in entries)


def _words(text: str) -> frozenset[str]:
    # Words of one or two letters tell no section from another.
    return frozenset(word for word in re.findall(r"[\w']+", text.lower()) if len(word) > 2)


def _claims(name: str, article: Article) -> Iterator[Claim]:
    heading = next((each for each in article.frame.headings if each.id == name), None)
    patterns = {*heading.patterns} if heading else {name}
    for claim in article.claims.values():
        belongs = claim.section == name or bool(patterns & {*claim.patterns})
        if belongs or f"heading:{name}" in claim.carried_by:
            yield claim


def _title(name: str, article: Article) -> str:
    titles = {section.id: section.title for section in article.frame.sections}
    titles |= {heading.id: heading.title for heading in article.frame.headings}
    return titles.get(name, name)


def _row(claim: Claim, counts: Counts, article: Article) -> Row:
    return Row(
        claim=claim.id,
        section=claim.section,
        says=claim.says,
        guidance=claim.guidance,
        nights=tuple(_nights(claim, counts, article)),
        corrections=tuple(article.corrections[correction] for correction in claim.corrections),
        sources=claim.sources,
    )


def _nights(claim: Claim, counts: Counts, article: Article) -> Iterator[str]:
    logged = {item: counts[item] for item in claim.own if counts.get(item, (0, 0))[1] > 0}
    for item, (yes, asked) in logged.items():
        yield article.frame.count.format(words=claim.own[item], **counted(k=yes, n=asked))
    if not logged:
        yield article.frame.not_logged
