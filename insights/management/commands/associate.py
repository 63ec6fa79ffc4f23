"""`manage.py associate [FILE]`: diaries in, what their day factors go with out; JSON lines, no database."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from insights.series.associations import Association, Factor, associate
from journal.documents import InvalidRecord, parse_diary

TOGETHER = 64


class Command(BaseCommand):
    """Takes each diary's last night as today, never the clock."""

    help = "Set day factors and tips against the same record's nights (JSON lines)."
    requires_system_checks: list[str] = []  # declared so by Django

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
            for line in associated(stream):
                self.stdout.write(line)


def associated(stream: Iterable[bytes]) -> Iterator[str]:
    """The answer to each line of ``stream``, in order, a few diaries at a time."""
    diaries = _read(stream)
    while part := list(islice(diaries, TOGETHER)):
        for one in associate(part):
            yield orjson.dumps(_answer(one)).decode()


def _read(stream: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(stream, start=1):
        if line.strip():
            try:
                yield parse_diary(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                raise CommandError(f"line {number}: not JSON: {error}") from None
            except InvalidRecord as error:
                raise CommandError(f"line {number}: {error}") from None


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
