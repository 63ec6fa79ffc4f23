"""Every text of the tips is there in each language, and a tip is chosen the same in all of them."""

import shutil

import pytest

from base.languages import LANGUAGES
from insights.tips.content import FOLDER, faults, load


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped folder, free to be spoiled."""
    return shutil.copytree(FOLDER, tmp_path / "content")


def spoil(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in faults(folder)]


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_no_tip_gate_or_reason_is_left_in_english(language):
    english, other = load(), load(language=language)

    for tip, one in english.tips.items():
        assert other.tips[tip].text != one.text
        assert other.tips[tip].sure != one.sure
    for name, gate in english.gates.items():
        assert other.gates[name].closed != gate.closed
    assert not set(english.choice.reasons.values()) & set(other.choice.reasons.values())


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_what_is_no_text_is_the_same_in_every_language(language):
    english, other = load(), load(language=language)

    assert [(tip.id, tip.suits, tip.blocked_by, tip.evidence) for tip in other.tips.values()] == [
        (tip.id, tip.suits, tip.blocked_by, tip.evidence) for tip in english.tips.values()
    ]


def test_a_language_without_words_speaks_english(folder):
    assert load(folder, "fr").tips["t01"].text == load(folder).tips["t01"].text


def test_a_text_that_was_changed_has_to_be_translated_anew(folder):
    found = spoil(folder, "tips_position.yaml", "put a pillow under both knees", "put two pillows under them")

    assert any("has no translation of" in fault and "two pillows" in fault for fault in found)
    assert any("nothing says" in fault and "under both knees" in fault for fault in found)


def test_other_words_in_braces_are_a_fault(folder):
    assert any(
        "words in braces" in fault
        for fault in spoil(folder, "translations.yaml", "{k} von {n:# Nacht", "{k} von {m:# Nacht")
    )
