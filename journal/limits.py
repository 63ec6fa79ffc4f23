"""The journal's few numbers of upkeep, from `limits.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from base.content import STRICT, Confidence, Fault, Signed, Text, differences, read, usable

FILE = Path(__file__).with_name("limits.yaml")


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


@dataclass(frozen=True, slots=True)
class Limit:
    """A number with where it comes from, how firmly it is known, and what it does."""

    __pydantic_config__ = STRICT
    value: Annotated[int, Field(ge=1)]
    confidence: Confidence
    source: Text
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFile(Signed):
    """The whole file."""

    __pydantic_config__ = STRICT
    version: Text
    limits: Mapping[str, Limit]


def faults(path: Path = FILE) -> list[Fault]:
    """Everything wrong with the file."""
    return _read(path)[1]


@cache
def load() -> Limits:
    """The limits. Raises ContentError with every fault."""
    held = usable(*_read(FILE)).limits
    return Limits(**{name: limit.value for name, limit in held.items()})


def _read(path: Path) -> tuple[LimitFile | None, list[Fault]]:
    held, found = read(path, LimitFile)
    if held is not None:
        found = [*differences(path.name, "limits", (one.name for one in fields(Limits)), held.limits)]
    return held, found
