"""`manage.py release_quarantine`: try again what was left alone, once its fault is mended."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from delivery import services


class Command(BaseCommand):
    """Mails, schedules and diaries."""

    help = "Try again every mail, schedule and diary that was left alone after three tries."

    def handle(self, **options: Any) -> None:
        """Release them."""
        self.stdout.write(f"{services.release_quarantine(now=timezone.now())} released")
