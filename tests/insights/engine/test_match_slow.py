"""The tables against a second, slow computation that shares no code with them."""

import numpy as np
import pytest
from hypothesis import given

from insights.comparison import compare
from insights.profiles.loader import load
from tests.draws import draws
from tests.insights.engine.slow import Slow
from tests.insights.engine.strategies import TODAY, diaries
from tests.insights.examples.diaries import examples

DECIBANS = 10 / np.log(10)


def assert_agreement(diary, today):
    content = load()
    found = {one.id: one for one in compare(diary, today=today).profiles}
    slow = Slow(content, diary, today)

    q = slow.q()

    assert {name: one.q for name, one in found.items()} == pytest.approx(q, abs=1e-6)
    scores = {name: DECIBANS * slow.score(slow.row(name)) for name in found}
    assert {name: one.score for name, one in found.items()} == pytest.approx(scores, abs=1e-4)


@given(diaries())
@draws(40)
def test_tables_and_plain_betaln_agree_on_any_diary(diary):
    assert_agreement(diary, TODAY)


@pytest.mark.parametrize("name", examples())
def test_tables_and_plain_betaln_agree_on_the_examples(name):
    example = examples()[name]
    assert_agreement(example["diary"], example["today"])
