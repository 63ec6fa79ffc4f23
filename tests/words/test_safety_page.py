"""The hazard log names tests that exist, or says plainly that a control is only planned."""

import re

import pytest

from tests.words.lint import ROOT

PAGE = (ROOT / "docs" / "clinical-safety.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip(): cells[-1]
    for line in PAGE.splitlines()
    if (cells := line.strip("| ").split(" | "))[0][:1] == "H"
}
HAZARDS = {key: cell for key, cell in ROWS.items() if re.fullmatch(r"H\d+", key)}


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_names_a_test_or_says_that_its_control_is_planned(hazard: str) -> None:
    assert "::" in HAZARDS[hazard] or "control planned" in HAZARDS[hazard]


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(tests/[\w/]+\.py::\w+)`", PAGE))))
def test_a_named_test_exists(named: str) -> None:
    file, _, name = named.partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.M)


def test_the_log_holds_every_hazard_once() -> None:
    assert list(HAZARDS) == [f"H{number}" for number in range(1, len(HAZARDS) + 1)]
    assert len(HAZARDS) >= 10
