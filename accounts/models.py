"""People: who signs in, whose diary it is, who may look at it."""

import uuid
from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from accounts.managers import (
    ConsentQuerySet,
    InvitationQuerySet,
    PatientQuerySet,
    UserManager,
    VisitLinkQuerySet,
)


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
    # Who this is in the log of looks; erasing the account cuts the link, the log stays as it is.
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

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
    accepted_as = models.EmailField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
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

    def state_on(self, day: date) -> str:
        """The state as people see it on that day: past its last day an active consent has ended."""
        over = self.until_date is not None and self.until_date < day
        return self.State.ENDED if over and self.state == self.State.ACTIVE else self.state


class Invitation(models.Model):
    """A consent on offer: whoever holds the code may accept it once. Only the code's digest is kept.

    `patient` is whose record is offered, None while a therapist asks a patient for theirs. With `replaces` a
    therapist proposes a colleague for a consent they hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inviter = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, null=True, related_name="invitations")
    replaces = models.ForeignKey(Consent, on_delete=models.CASCADE, null=True, related_name="+")
    scope = models.CharField(max_length=8, choices=Consent.Scope)
    from_date = models.DateField(null=True)
    until_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.scope}"


class VisitLink(models.Model):
    """A look at one record without an account, for the minutes of a visit. Only the code's digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="visit_links")
    scope = models.CharField(max_length=8, choices=Consent.Scope)
    from_date = models.DateField(null=True)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = VisitLinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="visit_link_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(scope="log"), name="visit_link_only_reads"),
        ]

    def __str__(self) -> str:
        return f"visit link {self.scope}"


class Look(models.Model):
    """Someone else used a patient's record: who, as what, at what, when. Rows are only ever added.

    The database refuses to change or remove a row (migration 0004). The table is therefore not managed:
    emptying the database between tests must not meet that refusal. Both ids are pseudonyms.
    """

    class Role(models.TextChoices):
        THERAPIST = "therapist"
        CARER = "carer"
        VISIT = "visit"

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    patient = models.UUIDField()
    reader = models.UUIDField(null=True)
    role = models.CharField(max_length=12, choices=Role)
    what = models.CharField(max_length=40)

    class Meta:
        managed = False
        db_table = "accounts_look"
        # The patient's page "who looked", newest first.
        indexes = [models.Index(fields=["patient", "-id"], name="look_of_patient")]

    def __str__(self) -> str:
        return f"{self.role} {self.what}"
