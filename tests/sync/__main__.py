"""`python -m tests.sync [--seed N] [--steps N]`: worlds from that seed on, each with its own; see CONTRIBUTING.md.

Ends at the first world whose promises break and says its seed: `--seed N --steps 1` plays that world again.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tests.sync.run import Result, Simulation

FEW = 300  # steps of a world with a fault in it


def prepare() -> Path:
    """Django over a database in memory, in a folder of its own; the folder."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    place = Path(tempfile.mkdtemp(prefix="stillnight-sync-"))
    os.environ["VAR_DIR"] = str(place)
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    logging.disable(logging.CRITICAL)
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return place


def main() -> int:
    """0 where every world kept its promises."""
    reading = argparse.ArgumentParser(description=__doc__)
    reading.add_argument("--seed", type=int, default=1)
    reading.add_argument("--steps", type=int, default=5_000)
    reading.add_argument("--check", action="store_true", help="what `make test` asks; the last line is JSON")
    asked = reading.parse_args()
    place = prepare()
    from tests.sync.phones import bundle
    from tests.sync.run import Simulation

    simulation = Simulation(bundle(place / "phone"))
    if asked.check:
        print(json.dumps(_check(simulation, asked.seed, asked.steps)))
        return 0
    return 1 if _play(simulation, asked.seed, asked.steps).found else 0


def _play(simulation: "Simulation", seed: int, steps: int) -> "Result":
    began = time.monotonic()
    result = simulation.run(seed, steps)
    pace = f"{result.steps / (time.monotonic() - began) * 60:,.0f} a minute"
    last, trace = list(result.traces.items())[-1]
    print(f"{result.steps} steps, seeds {seed} to {last}, {pace}, last trace {trace}", flush=True)
    for text in result.found:
        print(f"  seed {result.seed} {text}", flush=True)
    return result


def _check(simulation: "Simulation", seed: int, steps: int) -> dict[str, Any]:
    from tests.sync.injected import FAULTS
    from tests.sync.run import kept_seeds

    result = _play(simulation, seed, steps)
    caught = {
        letter: sorted(simulation.run(seed, 12 * FEW, length=FEW, fault=fault).letters)
        for fault, (letter, _) in FAULTS.items()
    }
    kept = [each for each in kept_seeds() if each not in result.traces]
    return {
        "steps": result.steps,
        "found": result.found,
        "traces": result.traces,
        "caught": caught,
        "kept": [text for each in kept for text in simulation.run(each, 1).found],
    }


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets of texts is part of what is replayed.
        arguments = [sys.executable, "-m", "tests.sync", *sys.argv[1:]]
        os.execve(sys.executable, arguments, {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606
    raise SystemExit(main())
