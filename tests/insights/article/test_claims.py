"""Every claim of the article has its place; every correction is held by something that exists."""

import re
from collections.abc import Container
from pathlib import Path

import pytest

from insights import article, tips
from insights.article.content import CLAIMS, CORRECTIONS
from insights.profiles import loader as profiles
from journal import vocabulary

SAFETY = Path(profiles.__file__).parent.parent / "safety"
CARRIERS = {claim.id: claim.carried_by for claim in article.load().claims.values()}
HOLDERS = {correction.id: correction.held_by for correction in article.load().corrections.values()}


def exists(carrier: str) -> bool:
    kind, _, name = carrier.partition(":")
    content = article.load()
    known: dict[str, Container[str]] = {
        "tip": tips.load().tips,
        "gate": tips.load().gates,
        "pattern": profiles.load().patterns,
        "heading": {heading.id for heading in content.frame.headings},
        "correction": content.corrections,
        "examination": content.examinations,
        "rule": rules(),
        "word": words(),
    }
    return kind in ("purpose", "statement") or name in known[kind]


def rules() -> set[str]:
    """Ids of the red-flag rules, read from their files."""
    text = "\n".join(path.read_text() for path in SAFETY.rglob("*.yaml"))
    return set(re.findall(r"\bid: [\"']?(RF\d\d[a-z]?)\b", text))


def words() -> set[str]:
    """Vocabulary ids, with and without their group."""
    groups = vocabulary.load().groups.values()
    bare = {item for group in groups for item in group.items}
    return bare | {f"{group.id}.{item}" for group in groups for item in group.items}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_is_carried_by_content_that_exists(claim: str) -> None:
    assert [carrier for carrier in CARRIERS[claim] if not exists(carrier)] == []


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_a_correction_is_held_by_content_that_exists(correction: str) -> None:
    assert [holder for holder in HOLDERS[correction] if not exists(holder)] == []


def test_only_three_claims_are_mere_purpose() -> None:
    assert {claim for claim, carriers in CARRIERS.items() if "purpose" in carriers} == {"C01", "C03", "C16"}


def test_claims_and_patterns_name_each_other() -> None:
    patterns = profiles.load().patterns
    for claim, carriers in CARRIERS.items():
        for carrier in carriers:
            kind, _, name = carrier.partition(":")
            assert kind != "pattern" or claim in patterns[name].claims, (claim, name)


def test_rows_belong_to_patterns_that_exist() -> None:
    content = article.load()
    named = {pattern for claim in content.claims.values() for pattern in claim.patterns}
    named |= {pattern for section in content.frame.sections for pattern in section.patterns}
    named |= {pattern for heading in content.frame.headings for pattern in heading.patterns}
    assert named <= set(profiles.load().patterns)


def test_headings_are_those_of_the_patterns() -> None:
    headings = {heading.id: set(heading.patterns) for heading in article.load().frame.headings}
    patterns = profiles.load().patterns.values()
    told = {name: {each.id for each in patterns if name in each.headings} for name in headings}
    assert headings == told


def test_own_counts_are_of_words_that_are_logged() -> None:
    rated = set(next(iter(profiles.load().patterns.values())).rates)
    assert {item for claim in article.load().claims.values() for item in claim.own} <= rated


def test_what_a_correction_contradicts_is_never_said_without_it() -> None:
    claims = article.load().claims
    assert {claim.id for claim in claims.values() if "X01" in claim.corrections} == {"C24", "C31"}
    assert all(
        claims[name].corrections for name in ("C02", "C08", "C21", "C29", "C30", "C32", "C39", "C40", "C47")
    )


def test_every_source_of_the_patterns_is_listed() -> None:
    named = {
        source
        for pattern in profiles.load().patterns.values()
        for anchor in pattern.anchors
        for source in anchor.sources
        if re.fullmatch(r"S\d+[a-d]?", source)
    }
    assert named <= set(article.load().sources)
