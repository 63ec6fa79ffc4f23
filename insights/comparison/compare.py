"""One diary, or thousands, against every pattern: the one call of worker, command and tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from insights.engine.match import Matcher
from insights.engine.questions import open_items
from insights.profiles.loader import load
from insights.profiles.shapes import Content

from .chunk import Chunk
from .pattern_verdict import PatternVerdicts
from .result import Comparison

Diary = Mapping[str, Any]
# Diaries counted together: small enough that their nights stay in the processor's cache.
CHUNK = 128


def compare(diary: Diary, *, today: date, content: Content | None = None) -> Comparison:
    """What `diary` resembles as of `today`.

    Reads the content's window of days for the answer, and as far again before it for the earlier looks that
    decide whether a resemblance is strong.
    """
    return compare_many([diary], [today], content=content)[0]


def compare_many(
    diaries: Sequence[Diary], today: Sequence[date], *, content: Content | None = None
) -> list[Comparison]:
    """`compare` for many diaries, each with its own today; diaries do not influence one another."""
    chosen = content or load()
    engine = matcher(chosen)
    found: list[Comparison] = []
    for start in range(0, len(diaries), CHUNK):
        part = slice(start, start + CHUNK)
        chunk = Chunk.read(chosen, engine, diaries[part], today[part])
        strong, unasked = chunk.strong(), open_items(chunk.counts, engine.layout)
        found += [
            PatternVerdicts(chunk, row, strong[row], unasked[row]).build_comparison()
            for row in range(len(strong))
        ]
    return found


@cache
def matcher(content: Content) -> Matcher:
    """The engine's tables for a content, built once a process."""
    return Matcher(content.rates, content.parameters)
