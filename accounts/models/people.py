"""Who signs in, and whose diary it is."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.managers import UserManager
from base.languages import CHOICES, FIRST


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in with an e-mail address; may be patient, therapist, or both."""

    class Cadence(models.TextChoices):
        OFF = "off"
        DAILY = "daily"
        WEEKLY = "weekly"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, choices=CHOICES, default=FIRST)
    country = models.CharField(max_length=2, blank=True)
    emergency_number = models.CharField(max_length=20, blank=True)
    # Until noon the night that is just over is meant, whatever hour somebody wakes at.
    night_turns_at = models.TimeField(default="12:00")
    is_therapist = models.BooleanField(default=False)

    reminder_at = models.TimeField(null=True, blank=True)
    mail_summary = models.CharField(max_length=8, choices=Cadence, default=Cadence.WEEKLY)
    # Off until it is chosen: mail is also read by whoever stands by.
    mail_shows_symptoms = models.BooleanField(default=False)
    mail_hour = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    resting = models.BooleanField(default=False)  # paused; the column keeps its first name

    is_active = models.BooleanField(default=True)
    # The latest agreement was taken back: asked on every request, so kept here too.
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(default=False)
    # May sign content, once they have a second factor; it opens nothing else.
    is_signer = models.BooleanField(default=False)
    # An administrator put another address in: until it is confirmed by who has the password, no mail opens this.
    address_corrected_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    # Who this is in the access log; erasing the account cuts the link, the log stays as it is.
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    # Set in the transaction that erases the account: only then does the database let its consents go.
    being_erased = models.BooleanField(default=False, db_default=False, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(mail_hour__range=(0, 23)), name="user_mail_hour_is_an_hour"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def reachable(self) -> bool:
        """Whether anything may come to them by itself."""
        return self.is_active and self.withdrawn_at is None

    @property
    def sign_in_roles(self) -> list[str]:
        """The roles by which a session is shorter than a patient's."""
        return [
            role for role, held in {"therapist": self.is_therapist, "admin": self.is_staff}.items() if held
        ]

    @property
    def roles(self) -> list[str]:
        """Which parts of the app this account may use; nobody is ruled out of keeping a diary."""
        named = {
            "patient": hasattr(self, "patient"),
            "therapist": self.is_therapist,
            "admin": self.is_staff,
            "signer": self.is_signer,
        }
        return [role for role, held in named.items() if held]


class Patient(models.Model):
    """One diary's owner. Everything medical hangs on this row and on no other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="patient")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)
