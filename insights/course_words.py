"""The verdict in words: one title and its sentences, for every surface and in each language.

The phone makes the same text from the same file (`pwa/src/lib/course/text.ts`); the worked diaries bind the two.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

from base.content import STRICT, Fault, Signed, Text, differences, in_each_language, read, usable
from base.languages import FIRST, decimal, forms, say_date
from base.plurals import counted
from insights.course import CourseWord, Headline, Verdict, Window, rules

FILE = Path(__file__).with_name("course_words.yaml")
MINUS = "\N{MINUS SIGN}"
Day = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language: a name for each headline and word id, and the sentences around them."""

    __pydantic_config__ = STRICT
    headline: dict[Headline, Text]
    words: dict[CourseWord, Text]
    sentences: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseWords(Signed):
    """The whole file."""

    __pydantic_config__ = STRICT
    version: Text
    languages: dict[str, Language]


@dataclass(frozen=True, slots=True)
class VerdictText:
    """What is printed: the title, then the sentences under it."""

    title: str
    lines: tuple[str, ...]

    @property
    def whole(self) -> str:
        """Everything as one paragraph."""
        return " ".join((f"{self.title}.", *self.lines))


@cache
def load(path: Path = FILE) -> tuple[CourseWords | None, tuple[Fault, ...]]:
    """The words, and everything wrong with the file: every language says the same with the same placeholders."""
    found, faults = read(path, CourseWords)
    if found is not None:
        faults += _gaps(path.name, found.languages)
    return (None if faults else found), tuple(faults)


def _gaps(file: str, languages: Mapping[str, Language]) -> Iterator[Fault]:
    yield from in_each_language(file, "languages", languages)
    for code, said in languages.items():
        yield from differences(file, f"languages.{code}.headline", get_args(Headline), said.headline)
        yield from differences(file, f"languages.{code}.words", get_args(CourseWord), said.words)


def language(wanted: str) -> Language:
    """The words of a language, English where there is none. ContentError with every fault of the file."""
    found = usable(*load())
    return found.languages.get(wanted, found.languages[FIRST])


def headline(verdict: Verdict, wanted: str) -> str:
    """The headline alone, with the mark of a flare beside *worse*."""
    said = language(wanted)
    name = said.headline[verdict.headline]
    marked = verdict.flare and verdict.headline != "flare"
    return said.sentences["with_flare"].format(headline=name) if marked else name


def short_day(on: date, wanted: str) -> str:
    """A date without its year, as the language has it.

    >>> short_day(date(2026, 11, 28), "en")
    '28 Nov'
    """
    return say_date(on, wanted, forms(wanted).brief)


def verdict_text(verdict: Verdict, wanted: str, day: Day | None = None) -> VerdictText:
    """The verdict as it is printed; `day` writes a date other than `short_day` does."""
    write = day or partial(short_day, wanted=wanted)
    said, record = language(wanted), verdict.as_json()
    words = [said.words[word] for word in verdict.words]
    ends = _ends(record, wanted)
    if verdict.headline == "cannot_tell":
        words = [said.sentences["range"].format(**ends)]
    title = headline(verdict, wanted)
    if words:
        title = said.sentences["title"].format(headline=title, words=", ".join(words))
    return VerdictText(title, tuple(_lines(verdict, said, ends, wanted, write)))


def severe_text(verdict: Verdict, wanted: str) -> str:
    """That the nights hurt severely, with how strong: a reason beside any headline."""
    return language(wanted).sentences["severe"].format(strength=strength(verdict.now.strength, wanted))


def discuss_text(wanted: str) -> str:
    """What a person is told beside a diary that gets worse or flares."""
    return language(wanted).sentences["discuss"]


def _lines(verdict: Verdict, said: Language, ends: Mapping[str, str], wanted: str, day: Day) -> Iterator[str]:
    numbers = {name: getattr(rules(), name) for name in rules().__slots__}
    if verdict.headline == "silent":
        yield said.sentences["silent"].format(**numbers)
        return
    flare = verdict.headline == "flare"
    for window in (verdict.week, verdict.usual) if flare else (verdict.now, verdict.before):
        yield said.sentences["window"].format(
            first=day(window.first), last=day(window.last), figures=_figures(window, said, wanted)
        )
    if verdict.severe:
        yield severe_text(verdict, wanted)
    if verdict.headline in ("worse", "better", "steady"):
        yield said.sentences["likely"].format(**ends)
    if verdict.change is None and not flare:
        yield said.sentences["too_few"].format(**numbers)


def _figures(window: Window, said: Language, wanted: str) -> str:
    nights = said.sentences["nights"].format(**counted(painful=window.painful, answered=window.answered))
    if window.strength is None:
        return nights
    return said.sentences["typically"].format(nights=nights, strength=strength(window.strength, wanted))


def strength(value: float | None, wanted: str) -> str:
    """A strength to the half, with the decimal sign of the language; a dash where none was said."""
    return "–" if value is None else decimal(f"{value:g}", wanted)


def _ends(record: Mapping[str, Any], wanted: str) -> dict[str, str]:
    change = record["change"] or {}
    return {end: _signed(change[end], wanted) for end in ("low", "high") if end in change}


def _signed(value: float, wanted: str) -> str:
    """To one decimal, halves away from zero, with its sign: what the phone reckons from the same record."""
    size = math.floor(abs(value) * 10 + 0.5) / 10
    sign = "" if size == 0 else "+" if value > 0 else MINUS
    return sign + decimal(f"{size:.1f}", wanted)
