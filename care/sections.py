"""In which section of a caseload a patient stands, by the published rules of `sections.yaml`."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from base.content import STRICT, Fault, Scalar, Signed, Text, in_each_language, read, usable
from base.languages import FIRST
from insights import course
from insights.course import Verdict
from insights.course_words import severe_text, verdict_text
from insights.models import Flag

FILE = Path(__file__).with_name("sections.yaml")
Name = Literal["flagged", "worse", "silent", "resting", "steady", "closed", "no_data"]
Sentence = Literal["flagged", "silent", "closed", "not_watched"]
Texts = dict[str, Text]


@dataclass(frozen=True, slots=True)
class Numbers:
    """Every number of the rules; what each means stands beside it in the file."""

    __pydantic_config__ = STRICT
    adherence_days: Scalar

    def days(self, name: str) -> int:
        """One of the numbers as whole days or nights."""
        return int(getattr(self, name).value)

    @property
    def plain(self) -> dict[str, str]:
        """Every number as it is written in a sentence, those of the verdict among them."""
        own = {name: f"{getattr(self, name).value:g}" for name in self.__slots__}
        verdict = course.rules()
        return {name: f"{getattr(verdict, name):g}" for name in verdict.__slots__} | own


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
        # Not every level: nearly everyone with long trouble has a routine flag, and would stand among the flagged.
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
class CaseloadFacts:
    """What the rules look at; `last_days` counts days since the last night, None without any.

    `closed` is the day on which a closed account will be erased.
    """

    flags: tuple[str, ...]
    verdict: Verdict
    last_days: int | None
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
        for key, texts in found.texts.items():
            faults += in_each_language(path.name, key, texts)
    return (None if faults else found), tuple(faults)


def rules() -> Sections:
    """The rules; ContentError with every fault."""
    return usable(*load())


def assign_section(facts: CaseloadFacts, language: str = FIRST) -> tuple[Name, list[str]]:
    """The first section that fits, and why, in sentences of that language."""
    book = rules()
    course_reasons = _course(facts.verdict, language)
    # Before everything: a closed account raises no alert, whatever its last nights said.
    if facts.closed is not None:
        return "closed", [book.say("closed", language, day=facts.closed)]
    # Before silence and pause: a flag stands until it is answered (ADR 7).
    if facts.flags:
        return "flagged", [book.say("flagged", language, flags=", ".join(facts.flags)), *course_reasons]
    if facts.last_days is None:
        return ("resting" if facts.resting else "no_data"), []
    # Before the pause, which must not hide that someone is worse.
    if course_reasons:
        return "worse", course_reasons
    if facts.resting:
        return "resting", []
    if facts.verdict.headline == "silent":
        return "silent", [book.say("silent", language, days=facts.last_days)]
    return "steady", []


def _course(verdict: Verdict, language: str) -> list[str]:
    """Why the verdict puts someone among those who need a look: its title, and that the nights are severe."""
    title = [f"{verdict_text(verdict, language).title}."] if verdict.headline in ("worse", "flare") else []
    return title + ([severe_text(verdict, language)] if verdict.severe else [])


# Rank 1 is left for severe nights, whatever their headline.
NEED = {"worse": 0, "flare": 0, "silent": 2, "cannot_tell": 2, "too_few": 2, "steady": 3, "better": 4}


def need(verdict: Verdict) -> tuple[int, float]:
    """The order inside a section: what the headline says, severe nights before what is unclear; then by load."""
    rank = NEED[verdict.headline]
    return min(rank, 1) if verdict.severe else rank, -verdict.now.load
