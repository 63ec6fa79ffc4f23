"""The labels of the page for the visit, in each language, and its few numbers."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from base.content import STRICT, Fault, Scalar, Signed, Text, in_each_language, read, usable
from base.languages import FIRST

FILE = Path(__file__).with_name("words.yaml")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How long a period is and how much stands on the page."""

    __pydantic_config__ = STRICT
    period_days: Scalar
    least_days: Scalar
    most_days: Scalar
    patterns: Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Signed):
    """The whole file."""

    __pydantic_config__ = STRICT
    version: Text
    numbers: Numbers
    letter: frozenset[Text]
    languages: dict[str, dict[str, str]]

    def language(self, wanted: str) -> dict[str, str]:
        """The labels of a language, English where there is none."""
        return self.languages.get(wanted, self.languages[FIRST])


@cache
def load(path: Path = FILE) -> tuple[Words | None, tuple[Fault, ...]]:
    """The words, and everything wrong with the file; every language must have the labels of the first."""
    found, faults = read(path, Words)
    if found is not None:
        faults += in_each_language(path.name, "languages", found.languages)
    return (None if faults else found), tuple(faults)


def words() -> Words:
    """The words; ContentError with every fault."""
    return usable(*load())
