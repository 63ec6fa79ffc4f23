"""Commands that read diaries as JSON lines and write one line for each, without a database."""

import sys
from abc import ABC, abstractmethod
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from journal.documents import InvalidRecord, parse_diary

Diary = dict[str, Any]
# A diary without nights has no today; nothing in its answer depends on one.
ANY_DAY = date(2026, 1, 1)


class DiaryLinesCommand(BaseCommand, ABC):
    """Takes each diary's last night as today, never the clock; `answers` is a subclass's own."""

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
            for line in self.answers(stream):
                self.stdout.write(line)

    @abstractmethod
    def answers(self, stream: Iterable[bytes]) -> Iterator[str]:
        """The answer to each line, in order."""


def read_diaries(stream: Iterable[bytes]) -> Iterator[Diary]:
    """The diary of each line that is not blank, nights oldest first; CommandError names the line at fault."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            try:
                yield parse_diary(orjson.loads(line))
            except orjson.JSONDecodeError as error:
                raise CommandError(f"line {number}: not JSON: {error}") from None
            except InvalidRecord as error:
                raise CommandError(f"line {number}: {error}") from None


def last_night(diary: Diary) -> date:
    """Today, for a record that is all there is."""
    return date.fromisoformat(diary["nights"][-1]["date"]) if diary["nights"] else ANY_DAY
