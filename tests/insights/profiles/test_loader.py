"""The content is whole, and each way of spoiling it is named with its file and key."""

import shutil

import pytest

from base.content import ContentError
from insights.profiles.loader import HERE, faults, load
from journal import vocabulary
from tests.signing import unsigned


@pytest.fixture
def folder(tmp_path):
    for path in HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    return tmp_path


def spoil(folder, file, old, new):
    path = folder / file
    text = unsigned(path.read_text(encoding="utf-8"))
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_content_as_shipped_has_no_faults():
    assert faults() == []


def test_there_are_twelve_patterns_a_null_and_every_item_of_the_vocabulary():
    content = load()
    words = vocabulary.load()
    scored = {f"{group}.{one}" for group in words.groups for one in words.ids(group)}

    assert len(content.patterns) == 12
    assert content.null.id == "nonspecific"
    assert content.rates.by_pattern.shape == (12, len(content.background.items))
    assert {item for item in content.rates.items if item.startswith(("feel.", "sign.", "day."))} <= scored


def test_the_background_is_the_mean_of_the_patterns_over_the_mix():
    content = load()
    mix = content.background.mix

    rows = {**content.patterns, "nonspecific": content.null}
    for item, entry in content.background.items.items():
        own = {name: row.rates.get(item, content.null.rates[item]).rate for name, row in rows.items()}
        mean = sum(mix[name] * rate for name, rate in own.items()) / 100
        assert entry.rate == pytest.approx(mean, abs=5.1e-4), item


def test_every_file_says_who_signed_it_and_when_or_that_nobody_did():
    content = load()

    signed = [*content.patterns.values(), content.null, content.background, content.settings]
    assert all((one.reviewer is None) == (one.reviewed_on is None) for one in signed)


def test_no_sentence_tells_the_reader_what_they_have():
    content = load()

    told = [text for one in content.say("en").items.values() for text in (one.some, one.none)]
    told += [content.say("en").statement, content.say("en").next_question]
    for text in told:
        assert not any(
            word in text.lower() for word in ("you have", "diagnos", "harmless.", "nothing serious")
        )


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("rls.yaml", "id: rls", "id: restless", "id"),
        ("rls.yaml", "feel.urge: {rate: 0.97", "feel.urge: {rate: 1.97", "rates.feel.urge.rate"),
        ("rls.yaml", "feel.urge: {rate: 0.97", "feel.urge: {rate: yes", "rates.feel.urge.rate"),
        ("rls.yaml", "  feel.urge:", "  feel.itch:", "rates.feel.urge"),
        ("rls.yaml", "dur.gt1h: {rate: 0.5", "dur.gt1h: {rate: 0.3", "rates.dur"),
        (
            "rls.yaml",
            "{rate: 0.97, confidence: firm",
            "{rate: 0.97, confidence: sure",
            "rates.feel.urge.confidence",
        ),
        ("rls.yaml", "    sources: [S11]\n", "", "anchors.0"),
        ("pad.yaml", "headings: [circulation", "headings: [plumbing", "headings"),
        ("pad.yaml", "summary:", "summery:", "text.en.summery"),
        ("background.yaml", "cramp: 28", "cramp: 29", "mix"),
        ("sentences.yaml", "counted|On {yes} of", "counted|On {ja} of", "items.onset.back"),
        ("sentences.de.yaml", "In {yes} von", "In {ja} von", "items.onset.back"),
        ("cramp.yaml", "\n  de:", "\n  da:", "text.de"),
        ("engine.yaml", "mixture: {value: 0.6", "mixture: {value: 1.6", "match.mixture"),
        ("engine.yaml", "never_shown: [dvt]", "never_shown: [clot]", "never_shown"),
        ("engine.yaml", "retired: []", "retired: [cramp]", "retired"),
        ("engine.yaml", "shown: {value: 0.6", "shown: {value: 0.9", "display"),
        ("engine.yaml", "  discount:", "  discunt:", "match.discount"),
    ],
)
def test_a_spoiled_file_is_named_with_its_key(folder, file, old, new, key):
    spoil(folder, file, old, new)

    found = faults(folder)

    assert (file, key) in {(fault.file, fault.key) for fault in found}
    assert all(fault.message and fault.hint for fault in found)


def test_what_a_pattern_says_nothing_of_is_as_without_a_pattern(folder):
    spoil(folder, "pad.yaml", "  day.exercise: {rate: 0.12, confidence: weak}\n", "")

    content = load(folder)

    assert faults(folder) == []
    column = content.rates.items.index("day.exercise")
    assert content.rates.by_pattern[content.rates.patterns.index("pad"), column] == content.rates.null[column]


def test_the_null_pattern_says_all(folder):
    spoil(folder, "nonspecific.yaml", "  day.exercise: {rate: 0.15, confidence: weak}\n", "")

    assert [(fault.file, fault.key) for fault in faults(folder)] == [
        ("nonspecific.yaml", "rates.day.exercise")
    ]


def test_a_key_given_twice_is_a_fault(folder):
    spoil(folder, "cramp.yaml", "reviewed_on: null", "reviewed_on: null\nreviewed_on: null")

    assert "twice" in faults(folder)[0].message


def test_a_missing_file_and_a_broken_one_are_both_reported(folder):
    (folder / "nonspecific.yaml").unlink()
    (folder / "pad.yaml").write_text("id: [", encoding="utf-8")

    files = {fault.file for fault in faults(folder)}

    assert {"nonspecific.yaml", "pad.yaml"} <= files


def test_content_with_faults_is_not_loaded_and_all_of_them_are_told(folder):
    spoil(folder, "rls.yaml", "feel.urge: {rate: 0.97", "feel.urge: {rate: 7")
    spoil(folder, "cramp.yaml", "id: cramp", "id: camp")

    with pytest.raises(ContentError, match=r"(?s)rls\.yaml") as caught:
        load(folder)

    assert {fault.file for fault in caught.value.faults} >= {"rls.yaml", "cramp.yaml"}
