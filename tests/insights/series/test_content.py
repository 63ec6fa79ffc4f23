import shutil

import pytest
import yaml

from insights.series.content import FILE, content, load


def test_the_content_has_no_fault():
    found, faults = load()
    assert faults == ()
    assert found is not None
    assert (found.reviewer is None) == (found.reviewed_on is None)


def broken(tmp_path, *keys, value=None):
    """What is wrong with the file once one key is changed, or taken out."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    part = data
    for key in keys[:-1]:
        part = part[key]
    if value is None:
        del part[keys[-1]]
    else:
        part[keys[-1]] = value
    for language in ("de", "es"):
        shutil.copy(FILE.with_name(f"content.{language}.yaml"), tmp_path)
    path = tmp_path / "content.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    # What is taken out of the file is missing beside its translations too; that is theirs to say.
    return [fault for fault in load(path)[1] if fault.file == path.name]


@pytest.mark.parametrize(
    "keys",
    [
        ("author",),
        ("trends", "numbers", "sure_steady"),
        ("trends", "numbers", "steps", "source"),
        ("trends", "metrics", "peg"),
        ("trends", "sentences", "too_early"),
        ("associations", "numbers", "prior_sd"),
        ("associations", "sentences", "caution"),
        ("experiments", "numbers", "worse_by"),
        ("experiments", "before", 28),
    ],
)
def test_something_missing_is_named(tmp_path, keys):
    faults = broken(tmp_path, *keys)
    assert len(faults) == 1
    assert str(keys[-1]) in faults[0].key
    assert faults[0].file == "content.yaml"
    assert faults[0].hint


def test_an_unknown_word_in_braces_is_named(tmp_path):
    (fault,) = broken(tmp_path, "trends", "sentences", "steady", value="{nmae} is steady")
    assert fault.key == "trends.sentences.steady"
    assert "nmae" in fault.message


def test_an_unused_number_is_named(tmp_path):
    extra = {"value": 1, "source": "x", "confidence": "weak", "why": "y"}
    (fault,) = broken(tmp_path, "trends", "numbers", "extra", value=extra)
    assert (fault.key, fault.message) == ("trends.numbers.extra", "is not used")


def test_checkpoints_must_rise(tmp_path):
    looks = [{"nights": 56, "level": 0.01}, {"nights": 28, "level": 0.01}]
    (fault,) = broken(tmp_path, "associations", "checkpoints", value=looks)
    assert fault.key == "associations.checkpoints"


def test_all_faults_come_at_once(tmp_path):
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    del data["trends"]["numbers"]["steps"]
    del data["experiments"]["sentences"]["same"]
    path = tmp_path / "content.yaml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    found = [fault.key for fault in load(path)[1] if fault.file == path.name]
    assert found == ["trends.numbers.steps", "experiments.sentences.same"]


@pytest.mark.parametrize(
    "word", ["you have", "diagnos", "probably harmless", "nothing serious", "no red flags"]
)
def test_no_sentence_says_what_may_not_be_said(word):
    assert word not in FILE.read_text(encoding="utf-8").lower()


@pytest.mark.parametrize("language", ["de", "es"])
def test_a_translation_says_everything_and_changes_no_number(language):
    first, other = content(), content(language)

    assert other.trends.sentences != first.trends.sentences
    assert {name: one.name for name, one in other.trends.metrics.items()} != {
        name: one.name for name, one in first.trends.metrics.items()
    }
    assert other.trends.numbers == first.trends.numbers
    assert other.associations.checkpoints == first.associations.checkpoints


def test_a_way_that_a_translation_lacks_is_a_fault_of_it(tmp_path):
    for path in FILE.parent.glob("content*.yaml"):
        shutil.copy(path, tmp_path)
    data = yaml.safe_load((tmp_path / "content.de.yaml").read_text(encoding="utf-8"))
    del data["trends"]["ways"]["down"]
    (tmp_path / "content.de.yaml").write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    [fault] = load(tmp_path / "content.yaml")[1]

    assert (fault.file, fault.key, fault.message) == ("content.de.yaml", "trends.ways.down", "is missing")
