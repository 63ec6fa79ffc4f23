"""Make the account that runs the site."""

import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """`manage.py first_admin ADDRESS`; the password is asked for, or read from ADMIN_PASSWORD."""

    help = "Make the first administrator. Refuses when there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        """The address."""
        parser.add_argument("email")

    def handle(self, *_: Any, email: str, **options: Any) -> None:
        """Create the account with a verified address."""
        # Only active ones count: a closed account can name nobody, and the site would stay without anyone.
        if User.objects.filter(is_staff=True, is_active=True).exists():
            raise CommandError("There is an administrator already; they can name others at /admin/.")
        # Never an argument: those stand in the list of processes and in the shell's history.
        password = os.environ.get("ADMIN_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_email(email)
            validate_password(password, User(email=email))
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from None
        services.make_admin(email=email, password=password)
        self.stdout.write(
            f"{email} may now sign in. /admin/ opens once a second factor is set up under Security."
        )
