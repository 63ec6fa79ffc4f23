"""`manage.py match [FILE]`: diaries in, what they resemble out, as JSON lines and without a database."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.core.management.base import BaseCommand, CommandError

from insights.comparison import Comparison, compare_many
from insights.safety.evaluator import evaluate
from insights.tips import choose
from journal.documents import InvalidRecord, parse_diary

Diary = dict[str, Any]
TOGETHER = 128
# A diary without nights has no today; nothing in its answer depends on one.
ANY_DAY = date(2026, 1, 1)


class Command(BaseCommand):
    """Compares each diary as of its own last night, never as of the clock."""

    help = "Compare diaries (JSON lines) with the patterns."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE or standard input."""
        parser.add_argument("file", nargs="?", type=Path, help="JSON lines; standard input when absent")

    def handle(self, *, file: Path | None = None, **options: Any) -> None:
        """Write one line for each line read; CommandError names the line at fault."""
        try:
            stream = file.open("rb") if file else sys.stdin.buffer
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        with stream:
            for line in matched(stream):
                self.stdout.write(line)


def matched(stream: BinaryIO | Iterable[bytes]) -> Iterator[str]:
    """The answer to each line of `stream`, in order, a few diaries at a time."""
    diaries = _read(stream)
    while part := list(islice(diaries, TOGETHER)):
        today = [_last_night(diary) for diary in part]
        for diary, day, comparison in zip(part, today, compare_many(part, today), strict=True):
            yield orjson.dumps(_answer(diary, day, comparison)).decode()


def _read(stream: Iterable[bytes]) -> Iterator[Diary]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield _parsed(number, line)


def _parsed(number: int, line: bytes) -> Diary:
    try:
        return parse_diary(orjson.loads(line))
    except orjson.JSONDecodeError as error:
        raise CommandError(f"line {number}: not JSON: {error}") from None
    except InvalidRecord as error:
        raise CommandError(f"line {number}: {error}") from None


def _last_night(diary: Diary) -> date:
    """Today, for a record that is all there is."""
    return date.fromisoformat(diary["nights"][-1]["date"]) if diary["nights"] else ANY_DAY


def _answer(diary: Diary, today: date, comparison: Comparison) -> dict[str, Any]:
    """Safety and tips stand beside the comparison and are never softened by it."""
    shown = [one.id for one in comparison.shown]
    flags = evaluate(diary, today=today, shown=shown).flags
    tips = choose(diary, today=today, flags=flags, shown=shown, dvt_q=comparison.q_of("dvt"))
    return {
        "patient": diary["patient"],
        "status": comparison.status,
        "profiles": comparison.in_full()["profiles"],
        "flags": [{"rule": flag.rule, "level": flag.level} for flag in flags],
        "tips": tips.ids,
        "blocked": tips.blocked_by,
    }
