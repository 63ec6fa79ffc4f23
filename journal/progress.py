"""Long work told as it goes: a generator yields how far it has come and returns what it made."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

Phase = Literal["reading", "comparing", "writing"]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Progress:
    """So much of so much: bytes of the file while reading it, rows while comparing, changes while writing."""

    phase: Phase
    done: int
    total: int


ProgressStream = Generator[Progress, None, Made]


def run_to_end(stream: Generator[Any, None, Made]) -> Made:
    """Do the work to its end, telling nobody; what it made."""
    while True:
        try:
            next(stream)
        except StopIteration as end:
            made: Made = end.value
            return made
