"""The rule files and the words around them, and what their loader refuses."""

import re
import shutil

import pytest
import yaml

from base.content import ContentError
from insights.safety import content, rulebook
from insights.safety.rulebook import CALLS, HOME, LEVELS, load, read
from journal import vocabulary
from tests.signing import unsigned

COUNTRIES = ("at", "ch", "de", "default", "es", "fr", "gb", "ie", "us")
SOOTHING = re.compile(r"you have |diagnos|probably harmless|nothing serious|no red flags|don't worry", re.I)


@pytest.fixture
def home(tmp_path):
    """A copy of the shipped folder, free to be spoiled."""
    return shutil.copytree(HOME, tmp_path / "safety")


def spoil(home, name, old, new):
    path = home / name
    text = unsigned(path.read_text(encoding="utf-8"))
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(fault) for fault in read(home)[1]]


def test_what_is_shipped_has_no_fault():
    assert rulebook.faults() == []
    assert content.faults() == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: emergency", "level: urgent", "RF01"),
        ("  - id: RF02\n    version: 2\n", "  - id: RF02\n", "RF02.version: is missing"),
        ("pe.breathless_new, pe.chest_pain", "breathless, pe.chest_pain", "'breathless' is not an id"),
        ("same_leg:", "some_leg:", "must hold one of"),
        ("gives_way_to: [RF02]", "gives_way_to: [RF99]", "names RF99, which is no rule"),
        ("source: [NICE NG158 (S1)]", "sources: [NICE NG158 (S1)]", "sources: is not a known key"),
        (
            "signed_off: null\n        title: Signs of a clot",
            "title: Signs of a clot",
            "signed_off: must be there",
        ),
        (
            "      es:\n        signed_off: null\n        title: Señales de un",
            "      fr:\n        signed_off: null\n        title: Señales de un",
            "es: is missing",
        ),
        ("signed_off: null", "signed_off: checked", "signed_off: must be null, or a name and a date"),
        (
            "signed_off: null",
            'signed_off: {name: "", on: "2026-12-01"}',
            "signed_off: must be null, or a name",
        ),
        (
            "message:\n          emergency: New",
            "message:\n          same_day: New",
            "one sentence for each of: emergency",
        ),
        ("id: RF03b", "id: RF03", "RF03: is there twice"),
        ('review_by: "2027-05-22"', "review_by: soon", "must be a date"),
    ],
)
def test_a_spoilt_rule_file_is_refused_with_its_place(home, old, new, said):
    found = spoil(home, "rules/breath_and_clots.yaml", old, new)
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "strip.yaml",
            'label: "One leg is newly swollen, or more',
            "label: One leg is newly swollen, or more",
            "or more",
        ),
        ("strip.yaml", "    fires: RF03b\n", "    fires: RF03b\n    fires: RF03\n", "'fires' is there twice"),
        ("answers.yaml", "days: 84}", "days: 84, nights: 3}", "nights: is not a known key"),
        ("rules/muscles.yaml", "    version: ", "    version: 9\n    version: ", "'version' is there twice"),
    ],
)
def test_a_key_that_is_unknown_or_doubled_is_refused(home, name, old, new, said):
    found = spoil(home, name, old, new)
    assert any(said in fault for fault in found), found


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("words.yaml", "    call: Call\n", "    call: Call\n    call: Ring\n"),
        ("services/gb.yaml", "  emergency:\n", "  emergency: {}\n  emergency:\n"),
    ],
)
def test_a_doubled_key_of_the_words_around_is_refused(home, name, old, new):
    path = home / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert any("is there twice" in str(fault) for fault in content.read(home)[1])


@pytest.mark.parametrize("row", load().reading.rows, ids=lambda row: row.id)
def test_a_row_asks_in_the_words_that_the_record_keeps(row):
    assert row.label == vocabulary.load().groups["check"].items[row.id].label


def test_all_faults_are_told_at_once(home):
    one = spoil(home, "rules/muscles.yaml", "level: emergency", "level: soon")
    two = spoil(home, "rules/routine.yaml", "version: 1", "version: one")
    assert set(one) < set(two)


def test_a_file_that_is_not_yaml_is_a_fault_and_no_crash(home):
    (home / "rules" / "muscles.yaml").write_text("rules: [", encoding="utf-8")
    assert any("muscles.yaml" in str(fault) for fault in read(home)[1])


def test_faulty_content_is_never_loaded():
    with pytest.raises(ContentError, match=r"strip\.yaml"):
        raise ContentError(read(HOME / "rules")[1])


@pytest.mark.parametrize("country", COUNTRIES)
def test_each_country_has_every_kind_of_service(country):
    assert set(content.services(country)) == set(CALLS)
    assert content.services(country)["emergency"].source


def test_an_unknown_country_names_no_service():
    found = content.services("zz")
    assert found["emergency"].names["en"] == "112, or your local emergency number"
    assert {service.number for service in found.values()} == {None}


def test_every_rule_calls_a_service_that_countries_have():
    calls = {rule.service(arm.level) for rule in load().rules for arm in rule.arms}
    assert calls <= set(CALLS)
    assert load().rule("RF05").service("same_day") == "maternity"
    assert load().rule("RF31").service("emergency") == "crisis"
    assert load().rule("RF33").service("routine") == "appointment"


def test_a_language_without_words_speaks_english():
    assert content.sentences("xx") == content.sentences("en")


def test_each_level_has_its_heading_and_what_to_do():
    text = content.sentences("en").text
    assert all(text[f"level.{level}"] and text[f"do.{level}"] for level in LEVELS)


def test_no_sentence_soothes_or_names_a_disease_as_found():
    for path in HOME.rglob("*.yaml"):
        for sentence in _sentences(yaml.safe_load(path.read_text(encoding="utf-8"))):
            assert not SOOTHING.search(sentence), (path.name, sentence)


def _sentences(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in ("source", "false_alarms"):
                yield from _sentences(each)
    elif isinstance(value, list):
        for each in value:
            yield from _sentences(each)
    elif isinstance(value, str):
        yield value


def test_an_emergency_never_says_to_wait_until_later():
    for rule in load().rules:
        message = rule.text["en"].message.get("emergency", "")
        assert not re.search(r"\b(today|this week|next|routine|days)\b", message), rule.id


SPOILT_QUESTIONS = [
    ("then: [dates.surgery]", "then: [dates.sugery]", "'dates.sugery' is not a word of the vocabulary"),
    (
        "first: [svt.above_knee, svt.long]",
        "first: [svt.above_knee, svt.long, hf.flat, svt.cord]",
        "at most 3",
    ),
    (
        "first: [svt.above_knee, svt.long]",
        "first: [svt.above_knee, svt.above_knee]\n    last: [svt.long]",
        "last",
    ),
    ("{id: skin,", "{id: feet,", "is there twice"),
    ("[ca.history, who.cancer]\n    first", "[ca.history, who.cancr]\n    first", "'who.cancr'"),
    ("    log: who.pregnant\n    every: 7\n", "    log: who.pregnant\n", "every"),
    ("if: {pain: {intensity: 7}}", "if: {pain: {strength: 7}}", "strength"),
]


@pytest.mark.parametrize(("old", "new", "said"), SPOILT_QUESTIONS)
def test_a_spoilt_table_of_questions_is_refused_with_its_place(home, old, new, said):
    path = home / "strip.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [str(fault) for fault in content.read(home)[1]]
    assert any(said in fault for fault in found), found
