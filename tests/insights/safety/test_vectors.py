"""Every example of the vector file, in Python."""

import pytest

from insights.safety.evaluator import evaluate
from tests.insights.safety.diaries import vectors


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["says"])
def test_the_vector_holds(vector):
    evaluation = evaluate(vector["diary"], today=vector["today"], shown=vector.get("shown", ()))
    incomplete = {gap.rule for gap in evaluation.incomplete}
    assert {flag.rule: flag.level for flag in evaluation.flags} == vector["flags"]
    assert set(vector.get("undecided", ())) <= incomplete
    assert not set(vector.get("decided", ())) & incomplete
