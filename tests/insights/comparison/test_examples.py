"""Each pattern, told in a sentence and logged as a diary, must be found; and silence where there is none."""

import pytest

from insights.comparison import compare
from journal.documents import parse_diary
from tests.insights.examples.diaries import examples

EXAMPLES = examples()


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_found_as_its_sentence_says(name):
    example = EXAMPLES[name]
    expected = example["expect"]

    found = compare(parse_diary(example["diary"]), today=example["today"])

    first = found.profiles[0]
    assert found.status == expected["status"], [(one.id, round(one.q, 3)) for one in found.profiles[:4]]
    assert first.id == expected.get("first", first.id)
    assert {one.item for one in first.reasons_for} >= set(expected.get("reasons", ()))
    assert found.nights_needed == expected.get("needed", 0)
    assert [one.id for one in found.shown][:1] == ([first.id] if found.status == "ready" else [])
    assert bool(first.with_warning) == bool(expected.get("warning")) or found.status != "ready"
