"""Keep every second-factor secret under today's key."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services


class Command(BaseCommand):
    """`manage.py seal_factors`; repeatable, beside a running site."""

    help = (
        "Encrypt second-factor secrets that are plain or under an earlier SECRET_KEY. Then that key may go."
    )

    def handle(self, *_: Any, **options: Any) -> None:
        """Say how many were, and fail when some have lost their key."""
        sealed, lost = services.seal_factors()
        self.stdout.write(f"{sealed} second factors are now under today's SECRET_KEY.")
        if lost:
            raise CommandError(f"{lost} were sealed with a key that is not in SECRET_KEY_FALLBACKS.")
