import doctest

import pytest

from insights.engine import experiments, gls


@pytest.mark.parametrize("module", [gls, experiments], ids=lambda module: module.__name__)
def test_the_examples_in_docstrings_hold(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0
