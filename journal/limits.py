"""The journal's few numbers of upkeep, from `limits.yaml`."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("limits.yaml")
KEYS = {"value", "confidence", "source", "why"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Each is explained in the file."""

    quiet_nights: int
    quiet_week: int
    trash_days: int
    ask_after_months: int
    erase_after_months: int
    notice_days: int
    closed_days: int
    withdrawn_days: int


def faults(raw: Any) -> list[str]:
    """Everything wrong with the file's content, each as `key: what`."""
    held = raw.get("limits") if isinstance(raw, dict) else None
    if not isinstance(held, dict):
        return ["limits: missing; the file must hold a map of limits"]
    names = {field.name for field in fields(Limits)}
    found = [f"{name}: missing; add it beside the others" for name in sorted(names - held.keys())]
    found += [f"{name}: not used; correct the name or take it out" for name in sorted(held.keys() - names)]
    for name in sorted(names & held.keys()):
        row = held[name]
        if (
            not isinstance(row, dict)
            or set(row) != KEYS
            or not isinstance(row["value"], int)
            or row["value"] < 1
        ):
            found.append(f"{name}: needs value (a whole number from 1), confidence, source and why")
    return found


@cache
def load() -> Limits:
    """The limits; ValueError listing every fault."""
    raw = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    if wrong := faults(raw):
        raise ValueError(f"{FILE.name}: " + "; ".join(wrong))
    return Limits(**{name: row["value"] for name, row in raw["limits"].items()})
