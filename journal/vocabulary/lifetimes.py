"""How long each health answer counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("lifetimes.yaml")


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """Days by field name, None for ever; `default` for every other field."""

    default: int
    days: Mapping[str, int | None]

    def counts(self, key: str, *, answered_on: date, today: date) -> bool:
        """Whether an answer given that day still counts today."""
        days = self.days.get(key, self.default)
        return days is None or (today - answered_on).days <= days


@cache
def load() -> Lifetimes:
    """The lifetimes of the content file."""
    raw = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return Lifetimes(raw["default"], raw["days"])


def faults(known: frozenset[str]) -> list[str]:
    """Every key that is no health field, and every span that is none."""
    lifetimes = load()
    unknown = sorted(set(lifetimes.days) - known)
    wrong = sorted(key for key, days in lifetimes.days.items() if days is not None and days < 1)
    return [f"lifetimes.yaml: {key}: not a field of the health background" for key in unknown] + [
        f"lifetimes.yaml: {key}: a lifetime is at least a day, or null" for key in wrong
    ]
