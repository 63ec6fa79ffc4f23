"""The page's labels: every language has them all, and every sentence finds its words."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

from base.languages import LANGUAGES
from care.report.paper import _named
from care.report.record import number
from care.report.words import FILE, load, words
from insights.safety.rulebook import load as load_rules


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_was_not_asked_is_named_in_words(language: str) -> None:
    asked = {item for rule in load_rules().rules for item in rule.asks}
    said = words().language(language)

    assert len(asked) > 100
    assert [item for item in asked if _named(item, said, language) == item] == []


@pytest.mark.parametrize(("language", "figure"), [("en", "1.5"), ("de", "1,5"), ("es", "1,5")])
def test_a_figure_has_the_readers_decimal_point(language: str, figure: str) -> None:
    assert number(1.5, words().language(language)) == figure
