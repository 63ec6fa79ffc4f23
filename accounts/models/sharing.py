"""Who else may look at a record, or write in it."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.managers import ConsentQuerySet, InvitationQuerySet, VisitLinkQuerySet
from accounts.models.people import Patient, User
from base.states import StateMachine, moves


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
    # As the patient saw it when they decided; an address that is changed later rewrites no decision.
    accepted_as = models.EmailField(blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    replaces = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            # What may be read is taken from one row: two in force could name different scopes and dates.
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
        # Read and not stored: access ends with its last day, though no job runs to end it.
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
    # Unique for idempotency too: of two requests with one key at once, one makes the row and both find it.
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


CONSENT = StateMachine(
    table="accounts_consent",
    column="state",
    first=("accepted", "active"),
    moves=moves(
        {
            "accepted": {
                "active": "the patient confirms the person",
                "ended": "either side ends it, or the therapist's role is lost",
            },
            "active": {"ended": "either side ends it, it is replaced, or the therapist's role is lost"},
        }
    ),
)
INVITATION = StateMachine(
    table="accounts_invitation",
    column="closed_at",
    first=("open",),
    moves=moves({"open": {"closed": "accepted, withdrawn or replaced; an open one runs out by itself"}}),
    before_and_after=("open", "closed"),
)
