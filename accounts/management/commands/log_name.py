"""Find a person in the security log."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.queries import owner_of
from base.security_log import pseudonym


class Command(BaseCommand):
    """`manage.py log_name ADDRESS`; what is printed is what stands as `who` in the log's lines."""

    help = "Say by which names an address, or its account, stands in the security log, today's first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email")

    def handle(self, *, email: str, **options: Any) -> None:
        """One line for each key that was ever in use and still is known."""
        who = str(owner_of(email.strip().lower()))
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            self.stdout.write(pseudonym(who, key))
