"""The simulated worlds keep their promises, a seed replays exactly, and every invariant can fail."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("seeds.txt")
INVARIANTS = "ABCDSV"


def simulate(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "tests.sync", *arguments), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def checked() -> dict[str, Any]:
    """What one process found: 5,000 steps, a world played twice, each fault, the kept seeds."""
    words, _ = simulate("--check").communicate()
    sys.stdout.write(words)
    found: dict[str, Any] = json.loads(words.splitlines()[-1])
    return found


def test_every_world_keeps_its_promises(checked: dict[str, Any]) -> None:
    assert (checked["found"], checked["steps"]) == ([], 5_000)


def test_a_seed_replays_exactly(checked: dict[str, Any]) -> None:
    one, again, other = checked["traces"]
    assert one == again
    assert one != other


@pytest.mark.parametrize("letter", INVARIANTS)
def test_an_injected_fault_is_caught_by_its_invariant(checked: dict[str, Any], letter: str) -> None:
    assert letter in checked["caught"][letter]


def test_worlds_that_failed_once_keep_their_promises(checked: dict[str, Any]) -> None:
    lines = [line for line in KEPT.read_text(encoding="utf-8").splitlines() if re.match(r"\d", line)]
    assert checked["kept"] == {line.split()[0]: [] for line in lines}
