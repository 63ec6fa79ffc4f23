"""The changes are made where code stands, one at a time."""

import pytest

from tests.mutation.changes import mutants

PYTHON = '''"""One > two and three."""

def older(a, b):
    if a.age >= 18 and b:
        return not b
    return a.age + 1
'''
TYPESCRIPT = """import { a } from 'b'
// one > two
const later = (a: Map<string, number>, b: number) => a.size > b && true
"""


@pytest.mark.parametrize(
    ("name", "source", "made"),
    [
        (
            "a.py",
            PYTHON,
            [
                (4, "a.age >= 18 and b", "not (a.age >= 18 and b)"),
                (4, ">=", ">"),
                (4, "18", "19"),
                (4, "and", "or"),
                (5, "not ", ""),
                (6, "+", "-"),
                (6, "1", "2"),
            ],
        ),
        ("a.ts", TYPESCRIPT, [(3, ">", ">="), (3, "&&", "||"), (3, "true", "false")]),
    ],
)
def test_each_place_is_changed_once(name: str, source: str, made: list[tuple[int, str, str]]) -> None:
    found = list(mutants(name, source))

    assert [(one.line, one.old, one.new) for one in found] == made
    assert all(one.text != source for one in found)
