"""Every text is written in each language, none is left in another, and no sentence mixes two."""

import json
import re
from functools import cache

import pytest
import yaml

from base.languages import LANGUAGES
from insights.safety.content import sentences
from tests.words import reading, written
from tests.words.lint import HERE, ROOT
from tests.words.written import Written

STOP: dict[str, list[str]] = yaml.safe_load((HERE / "stop_words.yaml").read_text(encoding="utf-8"))
SAME = yaml.safe_load((HERE / "same_words.yaml").read_text(encoding="utf-8"))
HARD = yaml.safe_load((HERE / "hard_texts.yaml").read_text(encoding="utf-8"))
# The forms of one and of many, `{n:# night|# nights}`: both are read.
FORMS = re.compile(r"\{\w+:((?:[^{}|]|\{\w+\})*)\|((?:[^{}|]|\{\w+\})*)\}")
BRACES = re.compile(r"\{[^{}]*\}|https?://\S+|<[^>]+>")


@cache
def texts() -> tuple[Written, ...]:
    return tuple(written.everything())


def allowed(kind: str, text_id: str) -> bool:
    return any(re.fullmatch(one["id"], text_id) for one in SAME[kind])


def plain(text: str) -> str:
    """Without what is filled in."""
    text, before = FORMS.sub(r"\1 \2", text), ""
    while before != text:
        before, text = text, BRACES.sub(" ", text)
    return text


def equal(text: Written) -> bool:
    """Whether two languages say it in the same words; what is only filled in has none."""
    said = [words for words in text.said.values() if re.search(r"\w{2}", plain(words))]
    return len(set(said)) < len(said)


@cache
def foreign(language: str) -> re.Pattern[str]:
    """The stop words of the other languages."""
    words = {word for other in LANGUAGES if other != language for word in STOP[other]} - set(STOP[language])
    return re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(words))})(?![\w-])")


def mixed(text: Written) -> list[str]:
    """Words of a text that belong to another language."""
    return [
        f"{text.id} {language}: {word}"
        for language, words in text.said.items()
        for word in foreign(language).findall(plain(words))
    ]


def test_every_text_is_written_in_each_language() -> None:
    lacking = [
        (text.id, language)
        for text in texts()
        for language in LANGUAGES
        if not text.said[language].strip() and not allowed("equal", text.id)
    ]

    assert len(texts()) > 1700
    assert lacking == []


def test_no_text_is_the_same_in_two_languages() -> None:
    assert [text.id for text in texts() if equal(text) and not allowed("equal", text.id)] == []


def test_no_sentence_mixes_two_languages() -> None:
    assert [one for text in texts() if not allowed("mixed", text.id) for one in mixed(text)] == []


def test_no_file_of_three_languages_is_left_out() -> None:
    """Of what the product holds, wherever it lies."""
    seen = {words for text in texts() for words in text.said.values()}
    files = [
        path
        for path in ROOT.glob("*/**/*.yaml")
        if path.relative_to(ROOT).parts[0]
        in ("accounts", "api", "base", "care", "delivery", "insights", "journal")
    ]

    assert len(files) > 60
    assert [
        (str(path.relative_to(ROOT)), text.id)
        for path in files
        for text in written.paired("", yaml.safe_load(path.read_text(encoding="utf-8")))
        if not seen.issuperset(text.said.values())
    ] == []


@pytest.mark.parametrize("kind", SAME)
def test_every_allowance_is_used_and_says_why(kind: str) -> None:
    found = {
        text.id
        for text in texts()
        if (equal(text) if kind == "equal" else mixed(text)) or "" in text.said.values()
    }

    for one in SAME[kind]:
        assert len(one["reason"]) > 10
        assert any(re.fullmatch(one["id"], text_id) for text_id in found), one


def test_a_sentence_left_in_english_and_one_of_two_languages_are_seen() -> None:
    left = Written("x", {"en": "Call today.", "de": "Call today.", "es": "Llame hoy."})
    both = Written("y", {"en": "Call today.", "de": "Rufen Sie today an.", "es": "Llame hoy."})

    assert equal(left)
    assert mixed(both) == ["y de: today"]


# Words that say of the reader whether they are a man or a woman.
GENDERED = re.compile(
    r"\b(sentad[oa]|tumbad[oa]|acostad[oa]|quiet[oa]|fumador|preocupad[oa]|^despiert[oa])\b", re.I
)


def test_spanish_does_not_say_whether_the_reader_is_a_man_or_a_woman() -> None:
    assert [text.id for text in texts() if GENDERED.search(text.said["es"])] == []


def test_german_speaks_of_pain_in_the_plural() -> None:
    screens = [text for text in texts() if text.id.startswith(("messages", "letters", "report"))]
    assert len(screens) > 500
    assert [text.id for text in screens if re.search(r"\bSchmerz\b", text.said["de"])] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_phone_and_server_say_alike_that_a_text_is_unsigned(language: str) -> None:
    phone = json.loads((ROOT / f"pwa/src/i18n/messages/{language}.json").read_text(encoding="utf-8"))
    assert phone["warn.unsigned"] == sentences(language).text["unsigned"]


def test_the_forms_of_a_count_are_read_as_words() -> None:
    words = plain("On {a:the one night|{b} of # nights} it hurt").split()
    assert " ".join(words) == "On the one night of # nights it hurt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_clinician_signs_is_easy_to_read(language: str) -> None:
    hard = {
        card: round(reading.hard(text, language), 1)
        for card, text in written.cards(language)
        if reading.hard(text, language) > 0
    }

    assert set(hard) == set(HARD[language] or ()), hard


def test_every_hard_text_is_named_with_its_reason() -> None:
    assert all(len(reason) > 20 for texts_ in HARD.values() for reason in (texts_ or {}).values())


@pytest.mark.parametrize(
    ("language", "easy", "hard"),
    [
        ("en", "Call now. Do not wait.", "Immediate ambulatory vascular consultation is recommended."),
        ("de", "Rufen Sie jetzt an. Es eilt.", "Unverzügliche gefäßchirurgische Untersuchung notwendig."),
        ("es", "Llame ya. No espere.", "Recomendamos inmediatamente valoración especializada vascular."),
    ],
)
def test_the_formulas_tell_easy_from_hard(language: str, easy: str, hard: str) -> None:
    assert reading.hard(easy, language) < 0 < reading.hard(hard, language)
