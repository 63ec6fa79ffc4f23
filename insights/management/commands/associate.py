"""`manage.py associate [FILE]`: diaries in, what their day factors go with out; JSON lines, no database."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from insights.management.diary_lines import DiaryLinesCommand, read_diaries
from insights.series.associations import Association, Factor, associate

TOGETHER = 64


class Command(DiaryLinesCommand):
    """Takes each diary's last night as today, never the clock."""

    help = "Set day factors and tips against the same record's nights (JSON lines)."

    def answers(self, stream: Iterable[bytes]) -> Iterator[str]:
        """As `associated`."""
        return associated(stream)


def associated(stream: Iterable[bytes]) -> Iterator[str]:
    """The answer to each line of ``stream``, in order, a few diaries at a time."""
    diaries = read_diaries(stream)
    while part := list(islice(diaries, TOGETHER)):
        for one in associate(part):
            yield orjson.dumps(_answer(one)).decode()


def _answer(one: Association) -> dict[str, Any]:
    return {"patient": one.patient, "factors": [_row(factor) for factor in one.factors]}


def _row(factor: Factor) -> dict[str, Any]:
    found = factor.found
    return {
        "id": factor.id,
        "with": found.with_factor,
        "without": found.without,
        "effect": found.effect,
        "low": found.low,
        "high": found.high,
        "p": found.p,
        "q": found.q,
        "verdict": found.verdict,
    }
