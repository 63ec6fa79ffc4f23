"""`manage.py restore FILE --identity KEYS`: put a backup in the place of the database of a stopped site."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from journal import closing
from privacy import services
from privacy.errors import BackupError


class Command(BaseCommand):
    """Restores, migrates, erases again, settles mail, starts a new epoch."""

    help = "Restore a backup into the database of a stopped site."
    # A damaged database is what the command is for: no check may ask it first.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The backup, its key, and the list of the erased."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, required=True, help="file with the secret key of age")
        parser.add_argument("--erased", type=Path, default=None, help="the list of the erased, kept apart")
        parser.add_argument("--nobody-was-erased", action="store_true", help="there is no such list")

    def handle(self, *, file: Path, identity: Path, erased: Path | None, **options: Any) -> None:
        """Restore; CommandError with the reason, and then nothing was changed unless it says so."""
        # Read before anything is changed: with a list that cannot be read the erased would be back.
        numbers = [] if options["nobody_was_erased"] else _numbers(erased or closing.FORGOTTEN)
        try:
            done = services.restore(sealed=file, keys=identity, erased=numbers, now=timezone.now())
        except BackupError as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(
            f"Restored as of {done.made_at:%Y-%m-%d %H:%M} UTC: {done.erased_again} erased again, "
            f"{done.mails_suppressed} mails will not be sent, phones offer their last weeks again."
        )


def _numbers(file: Path) -> list[str]:
    """Records and accounts erased since, one a line."""
    try:
        lines = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        raise CommandError(
            f"{file}: the list of the erased cannot be read. Name it with --erased, "
            "or say --nobody-was-erased if nobody ever was."
        ) from None
    for number, line in enumerate(lines, start=1):
        try:
            UUID(line)
        except ValueError:
            raise CommandError(f"{file}, line {number}: not the number of a record or account") from None
    return lines
