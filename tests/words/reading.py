"""Reading ease by published formulas, with syllables as hyphenation patterns split them.

English: Kincaid 1975, grade level. German: first Wiener Sachtextformel, Bamberger and Vanecek 1984, school year.
Spanish: Fernández Huerta 1959, ease from 0 to 100; more is easier.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pyphen

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?…]+(?=\s|$|[”“»])")
PATTERNS = {"en": "en_US", "de": "de_DE", "es": "es"}


class Counted(NamedTuple):
    """What the formulas count in a text."""

    sentences: int
    words: int
    syllables: tuple[int, ...]
    lengths: tuple[int, ...]

    @property
    def per_sentence(self) -> float:
        return self.words / self.sentences

    @property
    def per_word(self) -> float:
        return sum(self.syllables) / self.words

    def share(self, wanted: Callable[[int], bool], of: tuple[int, ...]) -> float:
        """In percent of the words."""
        return 100 * sum(map(wanted, of)) / self.words


def counted(text: str, language: str) -> Counted:
    """Sentences end at a full stop, a question mark or an exclamation mark. ValueError without words."""
    words = WORD.findall(text)
    if not words:
        raise ValueError("a text without words has no reading ease")
    ends = len(SENTENCE.findall(text.strip()))
    closed = bool(re.search(r"[.!?…][”“»)]?$", text.strip()))
    syllables = tuple(_syllables(word.lower(), language) for word in words)
    return Counted(max(1, ends + (not closed)), len(words), syllables, tuple(map(len, words)))


def flesch_kincaid(text: str) -> float:
    found = counted(text, "en")
    return 0.39 * found.per_sentence + 11.8 * found.per_word - 15.59


def wiener_sachtextformel(text: str) -> float:
    found = counted(text, "de")
    many = found.share(lambda count: count >= 3, found.syllables)
    single = found.share(lambda count: count == 1, found.syllables)
    long = found.share(lambda length: length > 6, found.lengths)
    return 0.1935 * many + 0.1672 * found.per_sentence + 0.1297 * long - 0.0327 * single - 0.875


def fernandez_huerta(text: str) -> float:
    found = counted(text, "es")
    return 206.84 - 60 * found.per_word - 1.02 * found.per_sentence


def hard(text: str, language: str) -> float:
    """By how much a text is harder than wanted: grade 6, school year 6, ease 70. Up to 0 it is easy enough."""
    if language == "es":
        return 70 - fernandez_huerta(text)
    return (flesch_kincaid if language == "en" else wiener_sachtextformel)(text) - 6


def _syllables(word: str, language: str) -> int:
    return len(_hyphenation(language).positions(word)) + 1


@cache
def _hyphenation(language: str) -> pyphen.Pyphen:
    return pyphen.Pyphen(lang=PATTERNS[language])
