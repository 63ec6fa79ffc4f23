"""The published rules, each at its edge."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from care.sections import FILE, CaseloadFacts, assign_section, load, need, rules
from insights.course import Verdict, verdict
from tests.insights.worked import LAST, dated


def course_of(*strengths: int | str | None) -> Verdict:
    """The verdict on nights with these strengths, the last of them last night."""
    return verdict(dated(list(strengths)), LAST)


STEADY = course_of(*[3] * 42)
WORSE = course_of(*[2] * 28, *[7] * 14)
FLARE = course_of(*[0] * 22, *[None] * 15, 8, 8, 8, 8, 8)
SEVERE = course_of(*[8] * 42)
SILENT = course_of(*[3] * 28, *[None] * 14)
TOO_FEW = course_of(*[None] * 38, 5, 5, 5, 5)
CALM = CaseloadFacts(flags=(), verdict=STEADY, last_days=1, resting=False)
FACTS = st.builds(
    CaseloadFacts,
    flags=st.sampled_from([(), ("Call now",)]),
    verdict=st.sampled_from([STEADY, WORSE, FLARE, SEVERE, TOO_FEW]),
    last_days=st.none() | st.integers(0, 400),
    resting=st.booleans(),
)


def where(**facts: object) -> str:
    return assign_section(replace(CALM, **facts))[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("course", "section"),
    [(STEADY, "steady"), (WORSE, "worse"), (FLARE, "worse"), (SEVERE, "worse"), (TOO_FEW, "steady")],
)
def test_worse_a_flare_and_severe_nights_stand_together(course: Verdict, section: str) -> None:
    assert where(verdict=course) == section


@pytest.mark.parametrize(
    ("first", "then"), [(WORSE, SEVERE), (FLARE, SEVERE), (SEVERE, TOO_FEW), (TOO_FEW, STEADY)]
)
def test_inside_a_section_the_verdict_gives_the_order(first: Verdict, then: Verdict) -> None:
    assert need(first) < need(then)


def test_two_weeks_without_a_night_are_silence_and_no_night_at_all_is_no_data() -> None:
    assert where(verdict=SILENT, last_days=15) == "silent"
    assert where(verdict=SILENT, last_days=None) == "no_data"


def test_a_diary_at_rest_is_not_called_silent() -> None:
    assert where(last_days=40, resting=True) == "resting"
    assert where(last_days=None, resting=True) == "resting"


@given(FACTS)
def test_a_flag_stands_before_everything(facts: CaseloadFacts) -> None:
    assert (assign_section(facts)[0] == "flagged") == bool(facts.flags)


@given(FACTS)
def test_being_worse_is_never_hidden_by_rest(facts: CaseloadFacts) -> None:
    calm = assign_section(replace(facts, resting=False))
    if calm[0] in ("flagged", "worse"):
        assert assign_section(replace(facts, resting=True)) == calm


@given(FACTS)
def test_whoever_is_put_forward_is_told_why(facts: CaseloadFacts) -> None:
    section, why = assign_section(facts)
    assert bool(why) == (section in ("flagged", "worse", "silent"))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("7 or more", "14 days")),
        ("de", ("7 oder mehr", "14 Tagen")),
        ("es", ("de 7 o más", "14 días")),
    ],
)
def test_the_published_rules_name_their_numbers_in_every_language(
    language: str, said: tuple[str, ...]
) -> None:
    book = rules()
    published = " ".join(book.published(name, language) for name in book.sections)
    assert "{" not in published
    assert all(one in published for one in said)


def test_why_a_patient_stands_there_is_said_in_the_readers_language() -> None:
    risen = replace(CALM, verdict=WORSE)
    whys = {language: assign_section(risen, language) for language in ("en", "de", "es", "fr")}
    assert {section for section, _ in whys.values()} == {"worse"}
    assert whys["de"][1] == [
        "Schlechter, Schub: gleich viele Nächte, stärker.",
        "Stark: 7/10, wenn es schmerzt.",
    ]
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


def test_every_number_says_where_it_comes_from_and_a_reviewer_has_a_date() -> None:
    content = yaml.safe_load(FILE.read_text())
    assert all(number["source"] and number["confidence"] for number in content["numbers"].values())
    assert (content["reviewer"] is None) == (content["reviewed_on"] is None)


def test_all_faults_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    content["numbers"]["adherence_days"] = {"value": "seven"}
    content["surprise"] = 1
    broken = tmp_path / "sections.yaml"
    broken.write_text(yaml.safe_dump(content))

    found, faults = load(broken)

    assert found is None
    assert {"numbers.adherence_days.value", "surprise"} <= {fault.key for fault in faults}


def test_a_section_left_out_is_a_fault(tmp_path: Path) -> None:
    content = yaml.safe_load(FILE.read_text())
    del content["sections"]["silent"]
    broken = tmp_path / "sections.yaml"
    broken.write_text(yaml.safe_dump(content))
    assert [fault.key for fault in load(broken)[1]] == ["silent"]
