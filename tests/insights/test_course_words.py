"""The verdict in words: by hand where it matters, and the recorded texts that the phone must make too."""

import json
from pathlib import Path

import pytest
import yaml

from insights.course import verdict
from insights.course_words import FILE, load, verdict_text
from tests.insights.worked import LAST, WORKED, dated, plain

LANGUAGES = ("en", "de", "es")
RECORDED = json.loads((Path(__file__).parents[1] / "vectors" / "verdict_words.json").read_text())
BY_HAND = {
    "Lea": ("Flare: more nights, as strong", "22 Nov to 28 Nov: 6 of 7 nights with pain, typically 8.5/10."),
    "Casey": ("Worse, flare: new pain", "15 Nov to 28 Nov: 6 of 14 nights with pain, typically 9/10."),
    "Robin": (
        "Cannot tell: change −2.8 to +1.6",
        "18 Oct to 14 Nov: 12 of 25 nights with pain, typically 6/10.",
    ),
    "Rosa": ("Flare: more nights, stronger", "25 Oct to 21 Nov: 4 of 18 nights with pain, typically 6.5/10."),
    "Dan": ("Cannot tell: change −2.6 to +2.6", "Severe: 7/10 when it hurts."),
    "Mina": (
        "Better: fewer nights, stronger",
        "The change lies most likely between −3.6 and −0.4 points.",
    ),
    "Hana": (
        "About the same: as many nights, as strong",
        "15 Nov to 28 Nov: 4 of 14 nights with pain, typically 3.5/10.",
    ),
}


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_diary_is_put_in_the_words_written_by_hand(name: str) -> None:
    text = verdict_text(verdict(dated(plain(WORKED[name][0])), LAST), "en")
    title, line = BY_HAND[name]
    assert text.title == title
    assert line in text.lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_are_those_that_the_phone_is_held_to(language: str) -> None:
    for name, (nights, _) in WORKED.items():
        record = verdict(dated(plain(nights)), LAST)
        text = verdict_text(record, language, lambda day: day.isoformat())
        found = {"record": record.as_json(), "title": text.title, "lines": list(text.lines)}
        assert found == RECORDED[name][language], name


def test_too_few_and_silent_say_what_is_missing() -> None:
    few = verdict_text(verdict(dated([5] * 4), LAST), "en")
    silent = verdict_text(verdict({}, LAST), "es")
    assert few.title == "Too few nights"
    assert "at least 7 of the last 14 nights and 14 of the 28 before" in few.lines[-1]
    assert silent.whole == "Sin anotaciones. Ninguna noche con respuesta en las últimas 14."


def test_a_word_left_untranslated_is_a_fault_with_its_place(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    del content["languages"]["de"]["words"]["milder"]
    content["languages"]["es"]["sentences"]["range"] = "cambio"
    broken = tmp_path / "course_words.yaml"
    broken.write_text(yaml.safe_dump(content, allow_unicode=True))
    assert {fault.key for fault in load(broken)[1]} == {
        "languages.de.words.milder",
        "languages.es.sentences.range",
    }
