"""How long each health answer counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from base.content import STRICT, Fault, Signed, read, usable

FILE = Path(__file__).with_name("lifetimes.yaml")
Days = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetimes(Signed):
    """Days by field name, None for ever; `default` for every other field."""

    __pydantic_config__ = STRICT
    default: Days
    days: Mapping[str, Days | None]

    def counts(self, key: str, *, answered_on: date, today: date) -> bool:
        """Whether an answer given that day still counts today."""
        days = self.days.get(key, self.default)
        return days is None or (today - answered_on).days <= days


@cache
def load() -> Lifetimes:
    """The lifetimes of the content file. Raises ContentError with every fault."""
    return usable(*read(FILE, Lifetimes))


def faults(known: frozenset[str], path: Path = FILE) -> list[Fault]:
    """Everything wrong with the file; keys are fields of the health background."""
    held, found = read(path, Lifetimes)
    return found if held is None else [*_unknown(held, known)]


def _unknown(held: Lifetimes, known: frozenset[str]) -> Iterator[Fault]:
    for key in sorted(set(held.days) - known):
        yield Fault(FILE.name, f"days.{key}", "is no field of the health background", "Correct the name.")
