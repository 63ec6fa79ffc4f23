"""The simulated worlds keep their promises, a seed replays exactly, and every invariant can fail."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.sync.run import kept_seeds

ROOT = Path(__file__).resolve().parents[2]
INVARIANTS = "ABCDESV"
STEPS = 5_000
LAST_SEED = "10"
# A minute of a processor, of which others may want a share.
pytestmark = pytest.mark.timeout(1_200)


def simulate(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        (sys.executable, "-m", "tests.sync", *arguments), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.fixture(scope="module")
def checked() -> dict[str, Any]:
    """What one process found: 5,000 steps, each injected fault, the kept seeds."""
    words, _ = simulate("--check", "--steps", str(STEPS)).communicate()
    sys.stdout.write(words)
    found: dict[str, Any] = json.loads(words.splitlines()[-1])
    return found


def test_every_world_keeps_its_promises(checked: dict[str, Any]) -> None:
    assert (checked["found"], checked["steps"]) == ([], STEPS)


def test_worlds_that_failed_once_keep_their_promises(checked: dict[str, Any]) -> None:
    assert kept_seeds()
    assert checked["kept"] == []


def test_a_seed_replays_exactly_alone_and_after_others_in_another_process(checked: dict[str, Any]) -> None:
    alone, _ = simulate("--seed", LAST_SEED, "--steps", "1").communicate()

    assert alone.split()[-1] == checked["traces"][LAST_SEED]
    assert len(set(checked["traces"].values())) == len(checked["traces"]) == int(LAST_SEED)


@pytest.mark.parametrize("letter", INVARIANTS)
def test_an_injected_fault_is_caught_by_its_invariant(checked: dict[str, Any], letter: str) -> None:
    assert letter in checked["caught"][letter]


@pytest.mark.full
@pytest.mark.timeout(6 * 3_600)
def test_a_million_steps_keep_their_promises() -> None:
    runs = [simulate("--seed", first, "--steps", "500000") for first in ("11", "100011")]

    words = [run.communicate()[0] for run in runs]

    assert [run.returncode for run in runs] == [0, 0], words
