"""Strong needs two looks in a row and stays until the resemblance is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insights.engine.match import strong_run


@pytest.mark.parametrize(
    ("oldest_first", "strong"),
    [
        ([0.9, 0.9], True),
        ([0.9], False),
        ([0.9, 0.8], False),
        ([0.9, 0.8, 0.9], False),
        ([0.9, 0.9, 0.7, 0.65], True),
        ([0.9, 0.9, 0.5], False),
        ([0.9, 0.9, 0.5, 0.9], False),
        ([0.9, 0.9, 0.5, 0.9, 0.9], True),
    ],
)
def test_strong_comes_at_the_second_look_and_goes_below_the_exit(oldest_first, strong):
    q = np.array(oldest_first[::-1])

    assert strong_run(q >= 0.85, q >= 0.6) == strong


@given(st.lists(st.sampled_from([0.5, 0.7, 0.9]), min_size=1, max_size=12))
def test_the_replay_agrees_with_telling_it_look_by_look(told):
    state = False
    for before, now in zip([0.0, *told], told, strict=False):
        state = (before >= 0.85 and now >= 0.85) or (state and now >= 0.6)
    q = np.array(told[::-1])

    assert strong_run(q >= 0.85, q >= 0.6) == state
