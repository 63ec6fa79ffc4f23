"""The outbox of mail, and what is known of the line to the mail server."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from base.states import StateMachine, moves

WAITING = ("pending", "retry")
# A second list, because `message_kinds` imports the models, and the indexes below need the names.
PERIODIC = ("weekly_summary", "caseload_digest")


class Message(models.Model):
    """One mail to one person, written in the transaction of its cause and sent later by the relay.

    A periodic mail has no body until it is sent: it is composed from what is true, and allowed, at that moment.
    """

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        RETRY = "retry"
        FAILED = "failed"
        SUPPRESSED = "suppressed"
        UNKNOWN = "unknown"
        QUARANTINED = "quarantine"

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="messages")
    # Another person whom the mail names: it is forgotten with them too.
    about = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="named_in")
    recipient = models.EmailField()
    kind = models.CharField(max_length=64)
    period = models.CharField(max_length=64)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    reply = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # A random id for each claim instead of a flag: a worker that slept past its lease must not take the claim that
    # followed for its own.
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        # Two, for NULL equals nothing: one over `user` would let in any number of letters without an account.
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "period"],
                condition=Q(user__isnull=True),
                name="message_once_per_address_and_period",
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "period"],
                condition=Q(user__isnull=False),
                name="message_once_per_person_and_period",
            ),
        ]
        indexes = [
            # The relay's question: what is due and not yet taken.
            models.Index(fields=["due_at"], condition=Q(state__in=WAITING), name="message_due"),
            # The same for mail that somebody waits for, which goes before all that comes by itself.
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=WAITING) & ~Q(kind__in=PERIODIC),
                name="message_letter_due",
            ),
            # Its other question: whose sender died with the mail in hand.
            models.Index(fields=["leased_until"], condition=Q(state="sending"), name="message_in_hand"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


_TAKEN_BACK = "not wanted any more, too late, or put back from a backup"
_NEWS = "the server took it after all"
MAIL = StateMachine(
    table="delivery_message",
    column="state",
    first=("pending",),
    moves=moves(
        {
            "pending": {
                "sending": "its conversation with the mail server begins",
                "retry": "it could not be made, or its sender was lost",
                "failed": "nobody wants it after so long",
                "suppressed": _TAKEN_BACK,
                "quarantine": "it could not be made three times",
            },
            "retry": {
                "sending": "its next conversation begins",
                "sent": _NEWS,
                "failed": "nobody wants it after so long",
                "suppressed": _TAKEN_BACK,
                "quarantine": "it could not be made three times",
            },
            "sending": {
                "sent": "the mail server took it",
                "retry": "the mail server asks for patience, or the sender was lost",
                "failed": "the mail server refused it, or nobody wants it after so long",
                "suppressed": "the mail server does not know the address, or put back from a backup",
                "unknown": "periodic mail whose last answer never came",
                "quarantine": "it could not be made three times",
            },
            "unknown": {"sent": _NEWS},
            "failed": {"sent": _NEWS},
            "suppressed": {"sent": _NEWS},
            "quarantine": {"retry": "an administrator releases it", "sent": _NEWS},
        }
    ),
)


class RefusedAddress(models.Model):
    """An address that its own server said does not take mail; its owner is told in the app."""

    address = models.EmailField(unique=True)
    refused_at = models.DateTimeField()
    reply = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"refused at {self.refused_at}"


class Breaker(models.Model):
    """One row: how often in a row the mail server could not be used, and until when nobody tries."""

    failures = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.failures} failures"


class Probe(models.Model):
    """One row that is written and read back to see whether the database takes writes."""

    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)


class WorkerHeartbeat(models.Model):
    """A row a worker writes on every tick: a live process that does no work does not move it.

    Table and column keep the names of the first release, whose processes write them during an upgrade.
    """

    beat_at = models.DateTimeField(db_column="sung_at")

    class Meta:
        db_table = "delivery_canary"

    def __str__(self) -> str:
        return str(self.beat_at)
