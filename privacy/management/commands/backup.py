"""`manage.py backup`: one encrypted copy of the database in BACKUP_DIR, read back before it counts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from privacy import services
from privacy.errors import BackupError


class Command(BaseCommand):
    """Writes it whether or not one is due."""

    help = "Write one encrypted, verified copy of the database to BACKUP_DIR."

    def handle(self, **options: Any) -> None:
        """Write it; CommandError with the reason."""
        try:
            file = services.back_up(now=timezone.now())
        except BackupError as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"{file} ({file.stat().st_size:,} bytes)")
