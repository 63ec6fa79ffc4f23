"""Reads the article files once, checks them against each other and the tips, and hands them out frozen."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from base.content import Fault, Signed, collect, read, usable
from base.languages import LANGUAGES
from insights import tips
from insights.article.model import (
    Claim,
    ClaimFile,
    Correction,
    CorrectionFile,
    Examination,
    ExaminationFile,
    SectionFile,
    Source,
    SourceFile,
)
from insights.article.translations import in_words_of, shown
from insights.tips.translations import Translations

FOLDER = Path(__file__).parent / "content"
CLAIMS = tuple(f"C{number:02}" for number in range(1, 51))
CORRECTIONS = tuple(f"X{number:02}" for number in range(1, 20))


@dataclass(frozen=True, slots=True)
class Article:
    """The article as the product carries it; ``frame`` holds sections, headings and the page's own words."""

    claims: Mapping[str, Claim]
    corrections: Mapping[str, Correction]
    examinations: Mapping[str, Examination]
    sources: Mapping[str, Source]
    frame: SectionFile
    signed: tuple[Signed, ...]

    @property
    def unsigned(self) -> bool:
        """Whether any of the files still waits for a clinician's signature."""
        return not all(file.signed for file in self.signed)


@cache
def load(folder: Path = FOLDER, language: str = LANGUAGES[0]) -> Article:
    """The content in a language, English for one we do not write in, or ``ContentError`` with every fault."""
    article = usable(*_read(folder))
    if language not in LANGUAGES[1:]:
        return article
    table = usable(*read(folder / "translations.yaml", Translations)).into(language)
    return in_words_of(article, lambda text: table[text])


def faults(folder: Path = FOLDER) -> tuple[Fault, ...]:
    """Everything wrong in the folder; empty when it can be used."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Article | None, tuple[Fault, ...]]:
    found: list[Fault] = []
    claims = collect(folder / "claims.yaml", ClaimFile, found)
    corrections = collect(folder / "corrections.yaml", CorrectionFile, found)
    frame = collect(folder / "sections.yaml", SectionFile, found)
    examinations = collect(folder / "examinations.yaml", ExaminationFile, found)
    sources = collect(folder / "sources.yaml", SourceFile, found)
    translations = collect(folder / "translations.yaml", Translations, found)
    if not (claims and corrections and frame and examinations and sources and translations):
        return None, tuple(found)
    article = Article(
        claims={claim.id: claim for claim in claims.claims},
        corrections={correction.id: correction for correction in corrections.corrections},
        examinations={each.id: each for each in examinations.examinations},
        sources={source.id: source for source in sources.sources},
        frame=frame,
        signed=(claims, corrections, frame, examinations, sources),
    )
    found.extend(_complete("claims.yaml", [claim.id for claim in claims.claims], CLAIMS))
    found.extend(_complete("corrections.yaml", [each.id for each in corrections.corrections], CORRECTIONS))
    found.extend(_sources(article))
    found.extend(_carriers(article))
    found.extend(translations.faults(shown(article)))
    return article, tuple(found)


def _complete(file: str, given: list[str], wanted: tuple[str, ...]) -> Iterator[Fault]:
    for name in sorted({*given, *wanted}):
        if given.count(name) != 1 or name not in wanted:
            yield Fault(file, name, f"stands here {given.count(name)} times, {int(name in wanted)} wanted")


def _sources(article: Article) -> Iterator[Fault]:
    claims, corrections = article.claims.values(), article.corrections.values()
    named = {("claims.yaml", claim.id, source) for claim in claims for source in claim.sources}
    named |= {("corrections.yaml", each.id, source) for each in corrections for source in each.sources}
    named |= {
        ("examinations.yaml", each.id, source)
        for each in article.examinations.values()
        for source in each.sources
    }
    named |= {("tips", tip.id, source) for tip in tips.load().tips.values() for source in tip.sources}
    for file, key, source in sorted(named):
        if source not in article.sources:
            yield Fault(file, key, f"no such source in sources.yaml: {source}")


def _carriers(article: Article) -> Iterator[Fault]:
    known: dict[str, Mapping[str, object] | set[str]] = {
        "tip": tips.load().tips,
        "gate": tips.load().gates,
        "correction": article.corrections,
        "examination": article.examinations,
        "heading": {heading.id for heading in article.frame.headings},
    }
    for claim in article.claims.values():
        shown = {f"correction:{correction}" for correction in claim.corrections}
        yield from _named("claims.yaml", claim.id, {*claim.carried_by, *shown}, known)
    for correction in article.corrections.values():
        yield from _named("corrections.yaml", correction.id, {*correction.held_by}, known)
    used = {correction for claim in article.claims.values() for correction in claim.corrections}
    # What the article leaves out can be corrected beside no claim.
    told = {each.id for each in article.corrections.values() if each.article.startswith("Nothing is said")}
    for correction_id in sorted(article.corrections.keys() - used - told):
        yield Fault("corrections.yaml", correction_id, "stands beside no claim")


def _named(
    file: str, key: str, carriers: set[str], known: Mapping[str, Mapping[str, object] | set[str]]
) -> Iterator[Fault]:
    """Carriers of the kinds known here that do not exist; patterns, rules and words are checked by tests."""
    for carrier in sorted(carriers):
        kind, _, name = carrier.partition(":")
        if kind in known and name not in known[kind]:
            yield Fault(file, key, f"carried by what does not exist: {carrier}")
