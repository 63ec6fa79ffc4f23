"""`manage.py forget_again FILE`: after a restore from backup, erase again what had been erased since."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import closing
from privacy import services


class Command(BaseCommand):
    """Reads the list that every erasure is written to, one record a line."""

    help = "Erase every record named in FILE that a restored backup has brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The list; the one beside the data when none is named."""
        parser.add_argument("file", nargs="?", type=Path, default=closing.FORGOTTEN)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Erase them; CommandError naming the line that is no record's number."""
        try:
            lines = file.read_text(encoding="ascii").split()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: cannot be read ({type(error).__name__})") from None
        # Every line before the first erasure: a wrong file must erase nobody.
        for number, line in enumerate(lines, start=1):
            try:
                UUID(line)
            except ValueError:
                raise CommandError(f"line {number}: not the number of a record or account") from None
        back = services.re_erase_after_restore(numbers=lines, now=timezone.now())
        self.stdout.write(f"{len(lines)} named, {back} were back and are erased again")
