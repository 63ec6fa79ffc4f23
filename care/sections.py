"""In which section of a caseload a patient stands, by the published rules of `sections.yaml`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from django.conf import settings

from base.content import STRICT, Fault, Signed, Text, placeholders, read, usable
from insights.models import Flag
from insights.series.content import Scalar

FILE = Path(__file__).with_name("sections.yaml")
Name = Literal["flagged", "worse", "silent", "resting", "steady", "closed", "no_data"]
Sentence = Literal["flagged", "strong", "rise", "silent", "closed", "not_watched"]
Texts = dict[str, Text]
FIRST = "en"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Every number of the rules; what each means stands beside it in the file."""

    __pydantic_config__ = STRICT
    now_days: Scalar
    before_days: Scalar
    least_nights: Scalar
    strong: Scalar
    rise: Scalar
    moderate: Scalar
    rise_from_moderate: Scalar
    silent_days: Scalar
    adherence_days: Scalar

    def days(self, name: str) -> int:
        """One of the numbers as whole days or nights."""
        return int(getattr(self, name).value)

    @property
    def plain(self) -> dict[str, str]:
        """Every number as it is written in a sentence."""
        return {name: f"{getattr(self, name).value:g}" for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Section:
    """A section's name and its rule as readers see them, by language."""

    __pydantic_config__ = STRICT
    name: Texts
    rule: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections(Signed):
    """The whole file; sections in the order of need."""

    __pydantic_config__ = STRICT
    version: Text
    numbers: Numbers
    flag_levels: tuple[Flag.Level, ...]
    sections: dict[Name, Section]
    sentences: dict[Sentence, Texts]

    def presses(self, level: str) -> bool:
        """Whether an open flag of this level puts a patient among the flagged."""
        return level in self.flag_levels

    def name(self, name: Name, language: str) -> str:
        """What a section is called."""
        return _in(language, self.sections[name].name)

    def published(self, name: Name, language: str) -> str:
        """The rule of a section with its numbers."""
        return _in(language, self.sections[name].rule).format(**self.numbers.plain)

    def say(self, sentence: Sentence, language: str, **words: object) -> str:
        """One sentence with its words and the rules' numbers."""
        return _in(language, self.sentences[sentence]).format(**{**self.numbers.plain, **words})

    @property
    def texts(self) -> dict[str, Texts]:
        """Every text by its place in the file."""
        named = {f"sections.{name}.name": one.name for name, one in self.sections.items()}
        ruled = {f"sections.{name}.rule": one.rule for name, one in self.sections.items()}
        return {**named, **ruled, **{f"sentences.{name}": one for name, one in self.sentences.items()}}


def _in(language: str, texts: Texts) -> str:
    """The text in that language, English where there is none."""
    return texts.get(language, texts[FIRST])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at: medians are None with too few nights, `silent_days` with no night at all.

    `closed` is the day on which a closed account will be erased.
    """

    flags: tuple[str, ...]
    now: float | None
    before: float | None
    silent_days: int | None
    resting: bool
    closed: str | None = None


@cache
def load(path: Path = FILE) -> tuple[Sections | None, tuple[Fault, ...]]:
    """The rules, and everything wrong with the file."""
    found, faults = read(path, Sections)
    if found is not None:
        gaps = {*get_args(Name)} - {*found.sections}, {*get_args(Sentence)} - {*found.sentences}
        faults += [
            Fault(path.name, name, "is missing", "Add it beside the others.")
            for name in sorted(set.union(*gaps))
        ]
        faults += [fault for key, texts in found.texts.items() for fault in _untranslated(path, key, texts)]
    return (None if faults else found), tuple(faults)


def _untranslated(path: Path, key: str, texts: Texts) -> Iterator[Fault]:
    """Languages that a text lacks, and translations that do not name the same numbers."""
    named = placeholders(texts.get(FIRST, ""))
    for language, _ in settings.LANGUAGES:
        if language not in texts:
            yield Fault(path.name, f"{key}.{language}", "is missing", "Add it beside the others.")
        elif placeholders(texts[language]) != named:
            hint = f"Name {', '.join(sorted(named)) or 'none'}, as {FIRST} does."
            yield Fault(path.name, f"{key}.{language}", "has other words in braces", hint)


def rules() -> Sections:
    """The rules; ContentError with every fault."""
    return usable(*load())


def place(standing: Standing, language: str = FIRST) -> tuple[Name, list[str]]:
    """The first section that fits, and why, in sentences of that language."""
    book = rules()
    worse = _worse(standing, book, language)
    if standing.closed is not None:
        return "closed", [book.say("closed", language, day=standing.closed)]
    if standing.flags:
        return "flagged", [book.say("flagged", language, flags=", ".join(standing.flags)), *worse]
    if standing.silent_days is None:
        return ("resting" if standing.resting else "no_data"), []
    if worse:
        return "worse", worse
    if standing.resting:
        return "resting", []
    if standing.silent_days >= book.numbers.days("silent_days"):
        return "silent", [book.say("silent", language, days=standing.silent_days)]
    return "steady", []


def _worse(standing: Standing, book: Sections, language: str) -> list[str]:
    now, before, limits = standing.now, standing.before, book.numbers
    if now is None:
        return []
    found = [book.say("strong", language, now=f"{now:g}")] if now >= limits.strong.value else []
    if before is not None and _rose(now, now - before, limits):
        found.append(book.say("rise", language, now=f"{now:g}", before=f"{before:g}"))
    return found


def _rose(now: float, rise: float, limits: Numbers) -> bool:
    small = now >= limits.moderate.value and rise >= limits.rise_from_moderate.value
    return small or rise >= limits.rise.value
