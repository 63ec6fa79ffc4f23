"""The examples bite: a rule file changed in one place breaks one of them."""

import random

import pytest

from tests.insights.safety.mutants import Bench, reading_mutants, rule_mutants

SHARE = 0.95
# Changes that change nothing: another rule of the row fires with this one or gives way to it, the answer has by then
# said yes or is open again, or another rule decides the row.
SAME = {
    *(f"strip.yaml: 0.until_decided: without {rule}" for rule in ("RF02", "RF03b")),
    *(f"strip.yaml: 1.until_decided: without {rule}" for rule in ("RF07", "RF07c")),
    *(
        f"strip.yaml: 1.settled_by.all.0.since: without {name}"
        for name in ("strip.limb", "ali.cold", "ali.pale", "ali.cant_move")
    ),
}


@pytest.fixture(scope="module")
def bench():
    return Bench()


@pytest.mark.parametrize("number", [20, pytest.param(None, marks=pytest.mark.full)])
def test_examples_notice_a_change_of_a_rule(bench, number):
    every = list(rule_mutants())
    drawn = every if number is None else random.Random(20261129).sample(every, number)
    missed = [mutant.says for mutant in drawn if not bench.notices(mutant)]
    print(f"\n{len(drawn) - len(missed)} of {len(drawn)} changes noticed")
    assert len(missed) <= (1 - SHARE) * len(drawn), missed


@pytest.mark.parametrize("number", [4, pytest.param(None, marks=pytest.mark.full)])
def test_examples_notice_a_change_of_how_answers_are_read(bench, number):
    every = [mutant for mutant in reading_mutants() if mutant.says not in SAME]
    drawn = every if number is None else random.Random(20261129).sample(every, number)
    missed = [mutant.says for mutant in drawn if not bench.notices_reading(mutant)]
    print(f"\n{len(drawn) - len(missed)} of {len(drawn)} changes noticed")
    assert len(missed) <= (1 - SHARE) * len(drawn), missed
