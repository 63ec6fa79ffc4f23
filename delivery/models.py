"""Who hears of it: each message is a row before it is a mail."""

from django.db import models
from django.db.models import Q

from accounts.models import User


class Message(models.Model):
    """One mail to one person, written in the transaction of its cause and sent later by the relay."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNKNOWN = "unknown"

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="messages")
    recipient = models.EmailField()
    kind = models.CharField(max_length=64)
    period = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "period"], name="message_once_per_period"),
        ]
        # The relay's question: what is due and not yet taken.
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="pending"), name="message_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Canary(models.Model):
    """A row a worker writes on every tick: a live process that does no work does not move it."""

    sung_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.sung_at)
