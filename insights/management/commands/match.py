"""`manage.py match [FILE]`: diaries in, what they resemble out, as JSON lines and without a database."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any

import orjson

from insights.comparison import Comparison, compare_many
from insights.management.diary_lines import Diary, DiaryLinesCommand, last_night, read_diaries
from insights.pattern_warnings import with_warnings
from insights.safety.evaluator import evaluate
from insights.tips import choose

TOGETHER = 128


class Command(DiaryLinesCommand):
    """Compares each diary as of its own last night, never as of the clock."""

    help = "Compare diaries (JSON lines) with the patterns."

    def answers(self, stream: Iterable[bytes]) -> Iterator[str]:
        """As `matched`."""
        return matched(stream)


def matched(stream: Iterable[bytes]) -> Iterator[str]:
    """The answer to each line of `stream`, in order, a few diaries at a time."""
    diaries = read_diaries(stream)
    while part := list(islice(diaries, TOGETHER)):
        today = [last_night(diary) for diary in part]
        for diary, day, comparison in zip(part, today, compare_many(part, today), strict=True):
            yield orjson.dumps(_answer(diary, day, comparison)).decode()


def _answer(diary: Diary, today: date, comparison: Comparison) -> dict[str, Any]:
    """Safety and tips stand beside the comparison and are never softened by it."""
    shown = [one.id for one in comparison.shown]
    flags = evaluate(diary, today=today, shown=shown).flags
    tips = choose(diary, today=today, flags=flags, shown=shown, dvt_q=comparison.q_of("dvt"))
    fired = [{"rule": flag.rule, "level": flag.level} for flag in flags]
    return {
        "patient": diary["patient"],
        "status": comparison.status,
        "profiles": with_warnings(comparison.in_full(), fired, "en")["profiles"],
        "flags": fired,
        "tips": tips.ids,
        "blocked": tips.blocked_by,
    }
