"""People: who signs in, whose diary it is, who may look at it."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.managers import ConsentQuerySet, PatientQuerySet, UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who signs in with an e-mail address; may be patient, therapist, or both."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        GERMAN = "de", "Deutsch"
        SPANISH = "es", "Español"

    class Cadence(models.TextChoices):
        OFF = "off"
        DAILY = "daily"
        WEEKLY = "weekly"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    timezone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    country = models.CharField(max_length=2, blank=True)
    emergency_number = models.CharField(max_length=20, blank=True)
    night_turns_at = models.TimeField(default="12:00")
    is_therapist = models.BooleanField(default=False)

    reminder_at = models.TimeField(null=True, blank=True)
    mail_summary = models.CharField(max_length=8, choices=Cadence, default=Cadence.WEEKLY)
    mail_shows_symptoms = models.BooleanField(default=False)
    mail_hour = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(0), MaxValueValidator(23)]
    )
    resting = models.BooleanField(default=False)

    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

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
    def roles(self) -> list[str]:
        """Which doors this account may use; nobody is ruled out of keeping a diary."""
        named = {"patient": hasattr(self, "patient"), "therapist": self.is_therapist, "admin": self.is_staff}
        return [role for role, held in named.items() if held]


class Patient(models.Model):
    """One diary's owner. Everything medical hangs on this row and on no other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="patient")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PatientQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)


class Consent(models.Model):
    """A patient lets someone see their record, or log nights for them, until they say otherwise."""

    class Scope(models.TextChoices):
        SUMMARY = "summary"
        FULL = "full"
        LOG = "log"

    class State(models.TextChoices):
        INVITED = "invited"
        ACCEPTED = "accepted"
        ACTIVE = "active"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="consents")
    grantee = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents_held")
    scope = models.CharField(max_length=8, choices=Scope)
    state = models.CharField(max_length=8, choices=State, default=State.INVITED)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "grantee"], condition=Q(state="active"), name="consent_one_active_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True)
                | Q(from_date__isnull=True)
                | Q(until_date__gte=F("from_date")),
                name="consent_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.state}"
