"""Take over a bigger list of common passwords."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.passwords import loaded


class Command(BaseCommand):
    """`manage.py load_common_passwords FILE`; repeatable, beside a running site."""

    help = "Refuse every password of a file: UTF-8, one a line. It takes the place of the list loaded before."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Say how many; a file with a fault changes nothing."""
        try:
            count = loaded.load(file)
        except (loaded.BadList, OSError) as fault:
            raise CommandError(f"{file}: {fault}. Nothing was changed.") from None
        self.stdout.write(f"{count} passwords are refused from now on, besides those that always are.")
