"""Reads the examples: kinds of night become a diary of the contract's shape."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

START = date(2026, 10, 1)
NIGHT_KEYS = {"pain", "day"}
FILE = Path(__file__).with_name("patterns.yaml")


def examples() -> dict[str, dict[str, Any]]:
    """Every example with its `diary` and the `today` of its last night."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for name, example in found.items():
        nights = [
            night(kind, START + timedelta(days=number), number)
            for number, kind in enumerate(_in_turn(example["nights"]))
        ]
        example["diary"] = {"patient": name, "health": example.get("health", {}), "nights": nights}
        example["today"] = START + timedelta(days=len(nights) - 1)
    return found


def _in_turn(kinds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    turns = [
        (round_ / kind["times"], order, kind)
        for order, kind in enumerate(kinds)
        for round_ in range(kind["times"])
    ]
    return [kind for _, _, kind in sorted(turns, key=lambda turn: turn[:2])]


def night(kind: dict[str, Any], day: date, number: int) -> dict[str, Any]:
    made = {"date": day.isoformat()} | {key: kind[key] for key in NIGHT_KEYS & kind.keys()}
    episode = {key: value for key, value in kind.items() if key not in NIGHT_KEYS | {"times"}}
    if episode:
        places = [place.split() for place in episode.get("sites", [])]
        episode["sites"] = [{"site": site, "side": side} for site, side in places]
        made["episodes"] = [{"id": f"01938f6e-8a3c-7c11-9a51-{number:012x}", **episode}]
    return made
