"""Sentences with counts read well for none, one and many, in each language."""

import re
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from base.languages import LANGUAGES
from base.plurals import Count, counted
from care.report.words import words as page_words
from insights.article.content import load as load_article
from insights.comparison.wording import sentence_of
from insights.course_words import language as course_language
from insights.profiles.loader import load as load_profiles
from insights.series.content import content as series_content
from insights.tips import load as load_tips
from tests.draws import draws

# A one with a noun in the plural, or a many with one in the singular: of a count that is said outright.
NOUNS = {
    "en": ("night", "nights", "day", "days", "answer", "answers"),
    "de": ("Nacht", "Nächte", "Schmerznacht", "Schmerznächte", "Tag", "Tage", "Antwort", "Antworten"),
    "es": ("noche", "noches", "día", "días", "respuesta", "respuestas"),
}
BETWEEN = r"(?: painful| of| von| de| mindestens| al menos)?"
COUNTS = st.integers(0, 3) | st.sampled_from([0.5, 1.5, 28])


def disagreeing(text: str, language: str) -> list[str]:
    """Counts whose noun has the other number; the last count before a noun is the one that it follows."""
    one, many = NOUNS[language][::2], NOUNS[language][1::2]
    plural = "|".join(f"{noun}n?" for noun in many)
    singular = "|".join(one)
    ones = re.findall(rf"(?<![\d½])1{BETWEEN} (?:{plural})\b", text)
    manies = re.findall(rf"(?<![\d½])(?:[02-9]|\d\d+|\d*½){BETWEEN} (?:{singular})\b", text)
    any_of_one = re.findall(r"\b(?:any|none|all|keiner|allen|ninguna|las) (?:of |von |de )?1\b", text)
    return [*ones, *manies, *any_of_one]


def said(language: str, yes: float, asked: float) -> Iterator[str]:
    """Every sentence of the language that takes counts, filled with these."""
    sentences = load_profiles().say(language)
    for item in sentences.items:
        other = (asked, asked) if item.startswith("day.") else None
        yield sentence_of(sentences, item, min(yes, asked), asked, other)
    if asked != int(asked):
        return
    whole = counted(k=min(int(yes), int(asked)), n=int(asked))
    reasons = load_tips(language=language).choice.reasons
    for kind in ("tried", "painful", "days"):
        yield reasons[kind].format(words="it", **whole)
    yield load_article(language=language).frame.count.format(words="it", **whole)
    yield (
        course_language(language)
        .sentences["nights"]
        .format(**counted(painful=min(int(yes), int(asked)), answered=int(asked)))
    )
    yield page_words().language(language)["tried_on"].format(**counted(n=int(asked)))
    trends = series_content(language).trends
    yield trends.sentences["counts"].format(**counted(painful=min(int(yes), int(asked)), answered=int(asked)))
    for steps in trends.steps.values():
        known = {"name": "it", "needed": 14, "steps": steps, "window": 28}
        yield trends.sentences["too_early"].format(**known, **counted(values=int(asked)))


@pytest.mark.parametrize("language", LANGUAGES)
@draws(30)
@given(yes=COUNTS, asked=COUNTS)
@example(yes=0, asked=1)
@example(yes=1, asked=1)
@example(yes=0, asked=0)
@example(yes=2, asked=28)
def test_a_count_and_its_noun_agree(language: str, yes: float, asked: float) -> None:
    sentences = list(said(language, yes, asked))

    assert len(sentences) > 80
    assert [text for text in sentences if disagreeing(text, language)] == []
    assert [text for text in sentences if re.search(r"[{}|#]", text)] == []


ONE_NIGHT = {
    "en": [
        "You noted no dull ache on the one painful night counted",
        "On the one painful night counted you felt a dull ache",
        "Warmth did not help on the one night you tried it",
        "Warmth helped on the one night you tried it",
    ],
    "de": [
        "In keiner Schmerznacht (eine wurde gezählt) waren die Schmerzen dumpf",
        "In der einen gezählten Schmerznacht waren die Schmerzen dumpf",
        "Wärme half nicht in der einen Nacht, in der Sie es versuchten",
        "Wärme half in der einen Nacht, in der Sie es versuchten",
    ],
    "es": [
        "En ninguna noche con dolor (se contó una) el dolor fue sordo",
        "En la única noche con dolor contada el dolor fue sordo",
        "El calor no ayudó en la única noche en que lo probó",
        "El calor ayudó en la única noche en que lo probó",
    ],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_one_night_only_the_one_is_said(language: str) -> None:
    sentences = load_profiles().say(language)
    asked = [(item, yes) for item in ("feel.ache", "help.heat") for yes in (0, 1)]
    assert [sentence_of(sentences, item, yes, 1, None) for item, yes in asked] == ONE_NIGHT[language]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("on any of 1 painful nights", "en"),
        ("on none of 1 nights", "en"),
        ("In 1 von 1 Schmerznächten", "de"),
        ("in 3 von 3 Nacht", "de"),
        ("en 1 de 1 noches", "es"),
    ],
)
def test_the_test_hears_a_number_that_disagrees(text: str, language: str) -> None:
    assert disagreeing(text, language)


def test_a_count_without_forms_is_written_as_it_is() -> None:
    assert f"{Count(0.5, '½')} of {Count(1, '1'):# night|# nights}" == "½ of 1 night"
