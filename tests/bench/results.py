"""What a benchmark found: printed as a table and written as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path("bench-results.json")
Result = dict[str, Any]
Results = dict[str, Result]


def result(value: float, unit: str, against: str, **detail: Any) -> Result:
    """One figure: its value and unit, what it is held against, and what it was made from."""
    return {"value": round(value, 3), "unit": unit, "against": against, "detail": detail}


def show(results: Mapping[str, Result]) -> None:
    """Print every figure on a line and write them all to `bench-results.json`."""
    width = max(map(len, results), default=0)
    for name, found in results.items():
        detail = ", ".join(f"{key} {value}" for key, value in found["detail"].items())
        print(
            f"{name:<{width}}  {found['value']:>10} {found['unit']:<12} against {found['against']}  ({detail})"
        )
    FILE.write_text(json.dumps(dict(results), indent=1) + "\n", encoding="utf-8")
