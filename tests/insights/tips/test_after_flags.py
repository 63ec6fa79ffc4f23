"""The safety rules and the gates together, over every example that the rules were written from."""

from typing import Any

import pytest

from insights.safety.evaluator import evaluate
from insights.tips import choose, load
from tests.insights.safety.diaries import by_file

PATTERNS = tuple(pattern for pattern in load().choice.resembles if pattern != "pad")
COMFORT = {"t12", "t23", "t24", "t25"}
CLOT = {"RF02", "RF03", "RF03b", "RF04", "RF04b", "RF05", "RF06", "RF25"}
NOT_WITH_CLOT = {"t10", "t11", "t12", "t13", "t14", "t18"}
NOT_WITH_POOR_FLOW = {"t03", "t14", "t15", "t16", "t17", "t18"}
FLOW = {"RF07", "RF07b", "RF07c", "RF08", "RF09", "RF10", "RF10b", "RF11", "RF23"}
BY_FILE = by_file()


@pytest.mark.parametrize("file", BY_FILE)
def test_after_every_safety_vector_tips_stay_within_what_its_flags_leave(file: str) -> None:
    assert [vector["says"] for vector in BY_FILE[file] if not stays_within(vector)] == []


def stays_within(vector: dict[str, Any]) -> bool:
    """Whether no tip is offered that the flags of this example forbid."""
    flags = evaluate(vector["diary"], today=vector["today"], shown=vector.get("shown", ())).flags
    offered = set(choose(vector["diary"], today=vector["today"], flags=flags, shown=PATTERNS, dvt_q=0.0).ids)
    levels, rules = {flag.level for flag in flags}, {flag.rule for flag in flags}
    return (
        (not offered or "emergency" not in levels)
        and (offered <= COMFORT or "same_day" not in levels)
        and not (offered & NOT_WITH_CLOT and rules & CLOT)
        and not (offered & NOT_WITH_POOR_FLOW and rules & FLOW)
    )
