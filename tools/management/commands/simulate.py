"""`manage.py simulate`: diaries of made-up people as JSON lines, with a progress bar on stderr."""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, TextIO, TypeVar

import orjson
from django.core.management.base import BaseCommand
from django.utils import timezone

from tools.simulation.people import LAST_NIGHT, people
from tools.synthetic_patients import store

T = TypeVar("T")
WIDTH = 40


class Command(BaseCommand):
    """The same seed gives the same people, and fewer people are the first of more."""

    help = "Write diaries of made-up people (JSON lines)."
    requires_system_checks: list[str] = []  # declared so by Django

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many people and calendar nights, and the seed they come from."""
        parser.add_argument("--patients", type=_count, required=True)
        parser.add_argument(
            "--nights", type=_count, required=True, help="calendar nights; some are not logged"
        )
        parser.add_argument("--seed", type=int, required=True)
        parser.add_argument("--db", action="store_true", help="store them instead of writing lines")
        parser.add_argument(
            "--until", type=date.fromisoformat, default=LAST_NIGHT, help="date of the last night"
        )

    def handle(self, *, patients: int, nights: int, seed: int, until: date, **options: Any) -> None:
        """One line a person on standard output, or with `--db` one account a person."""
        drawn = people(patients, nights, seed, last=until)
        # The bar goes to standard error, for the lines may be piped on.
        for person in progress(drawn, patients, sys.stderr):
            if options["db"]:
                store(person.diary, now=timezone.now())
            else:
                self.stdout.write(orjson.dumps(person.diary).decode())


def progress(items: Iterable[T], total: int, screen: TextIO) -> Iterator[T]:
    """Pass ``items`` on while a bar grows, one step a hundredth; the bar is drawn on ``screen``."""
    shown = -1
    for number, item in enumerate(items, start=1):
        yield item
        percent = 100 * number // total
        if percent != shown:
            shown = percent
            bar = "█" * (WIDTH * percent // 100)
            screen.write(f"\r{bar:<{WIDTH}} {percent:3d} %  {number} of {total}")
            screen.flush()
    screen.write("\n")


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError("a whole number of at least 1 is needed")
    return int(text)
