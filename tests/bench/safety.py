"""What the red flags of one diary cost: `python -m tests.bench.safety` prints CPU milliseconds and writes JSON.

The server must stay under 2 ms, the phone under 5 ms; Node on this machine stands for the phone.
"""

import random
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from insights.safety.evaluator import evaluate
from tests.bench.results import show
from tests.insights.safety.chance import case
from tests.insights.safety.phone import evaluate_on_phone

TARGETS = {"server": 2.0, "phone": 5.0}
NUMBER = 400


def on_server(cases: list[dict[str, Any]]) -> list[float]:
    """CPU milliseconds of each case, in order."""
    times = []
    for each in cases:
        today = date.fromisoformat(each["today"])
        began = time.process_time()
        evaluate(each["diary"], today=today, shown=each["shown"])
        times.append((time.process_time() - began) * 1000)
    return times


def measure() -> dict[str, dict[str, Any]]:
    """One entry for each evaluator, in the form of `bench-results.json`."""
    rng = random.Random(5)
    cases = [case(rng) for _ in range(NUMBER)]
    on_server(cases[:20])
    server = sorted(on_server(cases))
    with tempfile.TemporaryDirectory() as folder:
        _, phone = evaluate_on_phone(cases, Path(folder))
    measured = {"server": statistics.median(server), "phone": phone}
    detail = {"server": {"p95": server[int(0.95 * NUMBER)], "max": server[-1]}, "phone": {"mean_of": NUMBER}}
    return {
        f"safety.{name}": {
            "value": value,
            "unit": "ms CPU a night",
            "against": f"≤ {TARGETS[name]} ms",
            "detail": detail[name],
        }
        for name, value in measured.items()
    }


if __name__ == "__main__":
    show(measure())
