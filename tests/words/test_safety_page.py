"""The safety case adds up, and every control is held by a test that exists."""

import re

import pytest

from tests.words.lint import ROOT

PAGE = (ROOT / "docs" / "clinical-safety.md").read_text(encoding="utf-8")
ROWS = [
    cells for line in PAGE.splitlines() if re.fullmatch(r"H\d+", (cells := line.strip("| ").split(" | "))[0])
]
BANDS = {1: "acceptable", 4: "tolerable", 8: "undesirable", 15: "unacceptable"}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_hazards_risks_are_its_severity_times_its_likelihood(row: list[str]) -> None:
    _, _, _, severity, likelihood, initial, _, after, residual, _ = row

    assert initial == _risk(severity, likelihood)
    assert residual == _risk(severity, after)
    assert int(after) <= int(likelihood)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_hazards_controls_are_built_and_each_row_names_its_tests(row: list[str]) -> None:
    controls, tests = row[6], row[9]

    assert not re.search(r"planned|to be |later", controls)
    assert re.fullmatch(r"`tests/[^`]+::\w+`(, `tests/[^`]+::\w+`)*", tests)


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", PAGE))))
def test_a_named_test_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_the_log_holds_every_hazard_once() -> None:
    assert [row[0] for row in ROWS] == [f"H{number}" for number in range(1, len(ROWS) + 1)]
    assert len(ROWS) >= 10


def test_what_waits_for_a_safety_officer_is_listed_whole() -> None:
    listed = re.search(r"wait for a safety officer: ([H\d, ]+)\.", PAGE)

    assert listed
    assert listed[1].split(", ") == [row[0] for row in ROWS if int(row[8].split()[0]) >= 8]


def _risk(severity: str, likelihood: str) -> str:
    risk = int(severity) * int(likelihood)
    return f"{risk} {next(BANDS[least] for least in sorted(BANDS, reverse=True) if risk >= least)}"
