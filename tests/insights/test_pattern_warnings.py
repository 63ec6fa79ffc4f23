"""Which words stand beside a pattern: the most urgent open flag of its rules, never less than the least."""

from dataclasses import replace
from itertools import product

import pytest

from insights import pattern_warnings
from insights.pattern_warnings import warning_document, warnings_beside, with_warnings
from insights.profiles.checks import pattern_faults
from insights.profiles.loader import load
from insights.profiles.shapes import LeastWarning
from insights.safety.content import sentences
from insights.safety.rulebook import LEVELS
from insights.safety.rulebook import load as load_rules


@pytest.mark.parametrize(
    ("open_flags", "beside"),
    [
        ([], ("RF10", "within_days")),
        ([("RF11", "routine")], ("RF10", "within_days")),
        ([("RF10", "same_day"), ("RF11", "routine")], ("RF10", "same_day")),
        ([("RF11", "routine"), ("RF09", "same_day")], ("RF09", "same_day")),
        ([("RF07", "emergency")], ("RF10", "within_days")),
    ],
)
def test_artery_trouble_carries_the_highest_that_stands(open_flags, beside):
    assert warnings_beside("pad", open_flags) == [beside]


@pytest.mark.parametrize("open_flags", [[], [("RF12", "emergency")], [("RF13", "same_day")]])
def test_sciatica_always_carries_the_same_card(open_flags):
    assert warnings_beside("sciatica", open_flags) == [("RF12", "emergency")]


def test_whatever_stands_open_the_words_are_never_softer_than_the_least():
    for pattern in load().patterns.values():
        if (least := pattern.least_warning) is None:
            continue
        for rule, level in product(pattern.shown_with, LEVELS):
            ((_, beside),) = warnings_beside(pattern.id, [(rule, level)])
            assert LEVELS.index(beside) <= LEVELS.index(least.level)


def test_a_pattern_without_a_warning_is_served_with_none():
    (row,) = with_warnings({"profiles": [{"id": "cramp"}]}, [{"rule": "RF09", "level": "same_day"}], "en")[
        "profiles"
    ]
    assert row["warnings"] == []


def test_words_say_whether_they_are_signed_in_their_language():
    found = warning_document("RF10", "within_days", "de")
    written = load_rules().rule("RF10").text
    assert found["message"] == written["de"].message["within_days"]
    unsigned = sentences("de").text["unsigned"]
    assert found["status"] == (None if written["de"].signed_off else unsigned)
    assert found["signed"] == written["de"].signed_off


@pytest.mark.parametrize(
    "broken",
    [{"least_warning": None}, {"least_warning": LeastWarning("RF01", "emergency")}, {"shown_with": ()}],
)
def test_a_pattern_that_names_warnings_must_name_the_least_of_them(broken):
    content = load()
    pattern = replace(content.patterns["pad"], **broken)
    found = pattern_faults(pattern, "pad.yaml", content.background, content.headings)
    assert "least_warning" in {fault.key for fault in found}


def test_every_rule_and_level_named_beside_a_pattern_has_words():
    assert pattern_warnings.faults() == []
