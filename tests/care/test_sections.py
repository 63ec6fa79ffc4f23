"""The published rules, each at its edge."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from care.sections import FILE, Standing, load, place, rules

CALM = Standing(flags=(), now=3, before=3, silent_days=1, resting=False)
STRENGTHS = st.none() | st.floats(0, 10)
STANDINGS = st.builds(
    Standing,
    flags=st.sampled_from([(), ("Call now",)]),
    now=STRENGTHS,
    before=STRENGTHS,
    silent_days=st.none() | st.integers(0, 400),
    resting=st.booleans(),
)


def where(**facts: object) -> str:
    return place(replace(CALM, **facts))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "before", "section"),
    [
        (7, 7, "worse"),
        (6.9, 6.9, "steady"),
        (4, 2, "worse"),
        (3.9, 2, "steady"),
        (5, 4, "worse"),
        (4.9, 3.9, "steady"),
        (5, 4.1, "steady"),
        (7, None, "worse"),
        (6, None, "steady"),
        (None, 2, "steady"),
    ],
)
def test_worse_begins_where_the_published_rule_says(now: float, before: float, section: str) -> None:
    assert where(now=now, before=before) == section


@pytest.mark.parametrize(("days", "section"), [(13, "steady"), (14, "silent"), (None, "no_data")])
def test_silence_is_counted_in_days(days: int | None, section: str) -> None:
    assert where(silent_days=days) == section


def test_a_diary_at_rest_is_not_called_silent() -> None:
    assert where(silent_days=40, resting=True) == "resting"
    assert where(silent_days=None, resting=True) == "resting"


@given(STANDINGS)
def test_a_flag_stands_before_everything(standing: Standing) -> None:
    assert (place(standing)[0] == "flagged") == bool(standing.flags)


@given(STANDINGS)
def test_being_worse_is_never_hidden_by_rest(standing: Standing) -> None:
    calm = place(replace(standing, resting=False))
    if calm[0] in ("flagged", "worse"):
        assert place(replace(standing, resting=True)) == calm


@given(STANDINGS)
def test_whoever_is_put_forward_is_told_why(standing: Standing) -> None:
    section, why = place(standing)
    assert bool(why) == (section in ("flagged", "worse", "silent"))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("7 or more", "14 days")), ("de", ("7 oder mehr", "14 Tagen")), ("es", ("7 o más", "14 días"))],
)
def test_the_published_rules_name_their_numbers_in_every_language(
    language: str, said: tuple[str, ...]
) -> None:
    book = rules()
    published = " ".join(book.published(name, language) for name in book.sections)
    assert "{" not in published
    assert all(one in published for one in said)


def test_why_a_patient_stands_there_is_said_in_the_readers_language() -> None:
    risen = replace(CALM, now=4, before=2)
    whys = {language: place(risen, language) for language in ("en", "de", "es", "fr")}
    assert {section for section, _ in whys.values()} == {"worse"}
    assert whys["de"][1] == ["Mittlere Stärke vorher 2, jetzt 4."]
    assert whys["fr"] == whys["en"] != whys["es"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [(None, "is missing"), ("Seit Tagen keine Nacht.", "has other words in braces")],
    ids=["left out", "without its number"],
)
def test_a_rule_not_translated_whole_is_a_fault(tmp_path: Path, text: str | None, fault: str) -> None:
    content = yaml.safe_load(FILE.read_text())
    rule = content["sections"]["silent"]["rule"]
    rule.update({"de": text}) if text else rule.pop("de")
    broken = tmp_path / "sections.yaml"
    broken.write_text(yaml.safe_dump(content))
    assert [(one.key, one.message) for one in load(broken)[1]] == [("sections.silent.rule.de", fault)]


def test_every_number_says_where_it_comes_from_and_no_one_has_signed_yet() -> None:
    content = yaml.safe_load(FILE.read_text())
    assert all(number["source"] and number["confidence"] for number in content["numbers"].values())
    assert (content["reviewer"], content["reviewed_on"]) == (None, None)


def test_all_faults_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    content["numbers"]["strong"] = {"value": "seven"}
    content["surprise"] = 1
    broken = tmp_path / "sections.yaml"
    broken.write_text(yaml.safe_dump(content))

    found, faults = load(broken)

    assert found is None
    assert {"numbers.strong.value", "surprise"} <= {fault.key for fault in faults}


def test_a_section_left_out_is_a_fault(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    del content["sections"]["silent"]
    broken = tmp_path / "sections.yaml"
    broken.write_text(yaml.safe_dump(content))
    assert [fault.key for fault in load(broken)[1]] == ["silent"]
