"""What a person agrees to before a diary is kept: every version ever shown, from `texts.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from base.content import STRICT, Fault, Signed, Text, in_each_language, leaves, placeholders, read, usable

FILE = Path(__file__).with_name("texts.yaml")
Lines = Annotated[tuple[Text, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class Wording:
    """One version in one language; `{days}` in `withdrawing` is how long it can be taken back."""

    __pydantic_config__ = STRICT
    title: Text
    points: Lines
    box: Text
    withdrawing: Lines


@dataclass(frozen=True, slots=True)
class Version:
    """One wording in every language; versions are named by their day."""

    __pydantic_config__ = STRICT
    version: Text
    text: Mapping[str, Wording]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementFile(Signed):
    """The whole file, the version in force first."""

    __pydantic_config__ = STRICT
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]


def faults(path: Path = FILE) -> list[Fault]:
    """Everything wrong with the file."""
    return _read(path)[1]


@cache
def versions() -> Mapping[str, Version]:
    """By their date, the one in force first. Raises ContentError with every fault."""
    return {one.version: one for one in usable(*_read(FILE)).versions}


def current() -> Version:
    """The one that is asked for now."""
    return next(iter(versions().values()))


def _read(path: Path) -> tuple[AgreementFile | None, list[Fault]]:
    held, found = read(path, AgreementFile)
    return held, found if held is None else [*_wrong(path.name, held.versions)]


def _wrong(file: str, versions: tuple[Version, ...]) -> Iterator[Fault]:
    names = [one.version for one in versions]
    # `current` is the first of the file: out of order, people would be asked to agree to an old text.
    if len(set(names)) != len(names) or names != sorted(names, reverse=True):
        yield Fault(
            file, "versions", "must each have a day of its own, newest first", "Put the newest on top."
        )
    for one in versions:
        yield from in_each_language(file, f"{one.version}.text", one.text)
        for path, line in leaves(one.text):
            fills = {"days"} if ".withdrawing." in path else set[str]()
            if placeholders(line) - fills:
                hint = "Only `withdrawing` says {days}."
                yield Fault(
                    file, f"{one.version}.text.{path}", "has words in braces that nothing fills", hint
                )
