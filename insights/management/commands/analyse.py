"""Compare the diaries that moved, or all of them, here and now."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from insights import services
from journal.models import Diary


class Command(BaseCommand):
    """`manage.py analyse [--all]`."""

    help = "Compare the diaries that moved with the patterns (or all, with --all)."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--all`."""
        parser.add_argument("--all", action="store_true", help="read every diary again")

    def handle(self, *_: Any, **options: Any) -> None:
        """Read chunk by chunk, with a bar on a terminal."""
        if options["all"]:
            services.forget_readings()
        total, done = Diary.objects.count(), 0
        while count := services.analyse_changed(now=timezone.now()):
            done += count
            if sys.stderr.isatty():
                self.stderr.write(f"\r{done}/{total} diaries", ending="")
        self.stdout.write(f"{done} diaries read")
