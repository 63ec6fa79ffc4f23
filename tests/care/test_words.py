"""The page's labels: every language has them all, and every sentence finds its words."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

from care.report.words import FILE, load, words


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_translated_sentence_takes_the_same_words(language: str) -> None:
    book = words()
    wrong = [
        label
        for label, text in book.languages["en"].items()
        if fields(text) != fields(book.languages[language][label])
    ]
    assert wrong == []


def test_a_language_nobody_wrote_is_read_in_english() -> None:
    assert words().language("fr") is words().language("en")


def test_a_missing_label_is_a_fault_with_its_place(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    del content["languages"]["de"]["sleep"]
    broken = tmp_path / "words.yaml"
    broken.write_text(yaml.safe_dump(content))

    found, faults = load(broken)

    assert found is None
    assert [fault.key for fault in faults] == ["languages.de.sleep"]


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_the_page_says_what_it_is_not(language: str) -> None:
    said = words().language(language)
    assert any(
        word in said["method"].lower()
        for word in ("not a diagnosis", "kein ärztlicher befund", "no es un diagnóstico")
    )
