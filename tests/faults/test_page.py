"""The page of the handbook names every fault of the plan: what ran with its figures, the rest with the reason."""

import re
from typing import Any

import pytest

from tests.faults.page import PAGE, page
from tests.faults.results import RESULTS, kept
from tests.faults.rows import ELSEWHERE, ROWS
from tests.faults.site_process import ROOT

PLANNED = 55


def ran(row: str, recovery: float | None, *, late: int = 0, lost: int = 0) -> dict[str, Any]:
    found = {"row": row, "database": "sqlite", "kept": 40, "shown": 2, "browsers": 2, "recovery": recovery}
    about = {"at": "2026-11-30T20:00:00+00:00", "commit": "abc1234", "load": 2}
    return {**found, **about, "late": late, "broken": {"A": lost}}


def numbers(names: str) -> set[int]:
    """F11, F31–F34 are 11 and 31 to 34."""
    found: set[int] = set()
    for first, last in re.findall(r"F(\d+)(?:–F(\d+))?", names):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def test_every_fault_of_the_plan_runs_or_says_why_not() -> None:
    named = numbers(" ".join([*(row.name for row in ROWS), *ELSEWHERE]))
    assert set(range(1, PLANNED + 1)) <= named
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("path", re.findall(r"`(tests/[^`]+)`", " ".join(ELSEWHERE.values())))
def test_what_holds_a_row_elsewhere_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_a_row_shows_its_runs_and_tells_late_from_lost() -> None:
    text = page([ran("F1", 1.5, late=3), ran("F1", 4.0, lost=1), ran("F2", None)])
    assert (
        "| F1 | serving processes killed | SQLite | 2 | 80 | 1 | 3 | 1.5–4.0 | 2 | 2 | 2026-11-30, abc1234 |"
        in text
    )
    assert (
        "| F2 | web server killed | SQLite | 1 | 40 | 0 | 0 | never | 2 | 2 | 2026-11-30, abc1234 |" in text
    )
    assert "| A | what was acknowledged is in the record, and the latest of it stands | 1 |" in text


def test_the_page_is_what_the_kept_runs_give() -> None:
    assert PAGE.read_text() == page(kept(RESULTS))
