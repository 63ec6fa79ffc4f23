"""`manage.py close_account EMAIL --reason deceased`: an account comes to rest, and is erased after a set time."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from accounts.services import open_patient_record
from journal.models import Closure
from privacy import services


class Command(BaseCommand):
    """Mail, push and alerts stop at once."""

    help = (
        "Close an account: nothing more is sent, and it is erased after the time set in the journal's limits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and why."""
        parser.add_argument("email")
        parser.add_argument("--reason", choices=Closure.Reason.values, required=True)

    def handle(self, *, email: str, reason: str, **options: Any) -> None:
        """Close it; CommandError when there is no such account."""
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError("there is no account of that address")
        closure = services.close(patient=open_patient_record(user=user), reason=reason, now=timezone.now())
        self.stdout.write(f"closed; erased on {closure.erase_on}")
