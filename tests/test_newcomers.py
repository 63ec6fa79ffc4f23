"""Whoever comes new finds things by the words of their field, and what the pages say is so."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (?!term |---)(.+?) \| (.+) \| (.+?) \|$", GLOSSARY, re.MULTILINE)
QUESTIONS = re.findall(r"^\| (.+\?) \| (.+?) \| `(.+?)` \| `(.+?)` \|$", CONTRIBUTING, re.MULTILINE)
SEARCHED = (
    *("rate limit", "heartbeat", "circuit breaker", "session timeout", "audit log", "access log"),
    *("unit of work", "last write wins", "compare-and-set", "share link", "data export", "account deletion"),
    *("background job", "idempotency key", "optimistic locking", "schedule", "recipient", "retry", "lease"),
    *("outbox", "tombstone", "soft delete", "red flag", "trigger profile", "outcome measure", "laterality"),
)
# What stands in a term's place in code.
PLACE = re.compile(r"`((?:[\w-]+/)*[\w.-]+(?:/|\.\w+))`")


def found_by(*words: str) -> list[str]:
    """Files of the repository that a search without regard to case finds."""
    done = subprocess.run(
        ["git", "grep", "-liIF", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines()


def test_the_glossary_can_be_read_at_once() -> None:
    assert len(GLOSSARY.splitlines()) <= 60
    assert [term for term, *_ in ROWS] == sorted((term for term, *_ in ROWS), key=str.lower)


@pytest.mark.parametrize("term", SEARCHED)
def test_a_term_of_the_field_is_found(term: str) -> None:
    terms = [name.lower() for row, *_ in ROWS for name in re.split(r", | \(", row)]
    assert term in terms
    assert {*found_by("-e", term)} - {"GLOSSARY.md", "CONTRIBUTING.md", "tests/test_newcomers.py"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_term_is_where_the_glossary_says(row: tuple[str, str, str]) -> None:
    term, meaning, where = row
    places = PLACE.findall(where)
    assert places
    assert [place for place in PLACE.findall(meaning) + places if not (ROOT / place).exists()] == []
    assert len(meaning) > 20, term


def passages() -> list[str]:
    """What one search shows: a row of the glossary, a recipe, a paragraph or row of the other page."""
    before, _, _ = CONTRIBUTING.partition("\n## Where is it?")
    parts = re.split(r"^(?=### )", before, flags=re.MULTILINE)
    return [*GLOSSARY.splitlines(), *parts[0].splitlines(), *parts[1:]]


def test_twelve_questions_are_answered() -> None:
    assert len(QUESTIONS) == 12


@pytest.mark.parametrize(("question", "search", "file", "there"), QUESTIONS)
def test_a_question_is_answered_by_two_searches(question: str, search: str, file: str, there: str) -> None:
    shown = [passage for passage in passages() if search.lower() in passage.lower()]
    assert shown
    assert file == "CONTRIBUTING.md" or any(f"`{file}`" in passage for passage in shown)
    assert there in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", [GLOSSARY, CONTRIBUTING], ids=["glossary", "contributing"])
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page) if not link.startswith("http")]
    assert links or page is GLOSSARY
    assert [link for link in links if not (ROOT / link).exists()] == []
