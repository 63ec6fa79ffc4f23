"""Every example of the vector files, in Python."""

import pytest

from insights.safety.evaluator import evaluate
from tests.insights.safety.diaries import by_file, vectors

BY_FILE = by_file()


def told(vector):
    """What the evaluator says of an example, in the form of the file."""
    evaluation = evaluate(vector["diary"], today=vector["today"], shown=vector.get("shown", ()))
    incomplete = {gap.rule: list(gap.items) for gap in evaluation.incomplete}
    return {
        "flags": {flag.rule: f"{flag.level} {flag.side or ''}".strip() for flag in evaluation.flags},
        "undecided": {rule: incomplete.get(rule) for rule in vector.get("undecided", {})},
        "decided": [rule for rule in vector.get("decided", []) if rule not in incomplete],
    }


def wanted(vector):
    return {key: vector.get(key, empty) for key, empty in (("flags", {}), ("undecided", {}), ("decided", []))}


@pytest.mark.parametrize("file", BY_FILE)
def test_the_examples_hold(file):
    wrong = {each["says"]: told(each) for each in BY_FILE[file] if told(each) != wanted(each)}
    assert wrong == {}


def test_no_two_examples_say_the_same():
    says = [vector["says"] for vector in vectors()]
    assert len(says) == len(set(says))
