"""Devices that take web push, and each push with what became of it."""

import uuid

from django.db import models

from accounts.models import User
from base.states import StateMachine, moves


class Device(models.Model):
    """One browser's push subscription. An endpoint belongs to whoever subscribed it last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.URLField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    # Of the device and not of the push: a service that answers Retry-After means every push to that device.
    wait_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.id)


class Push(models.Model):
    """One push to one device; its id is the receipt the device gives back."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="pushes")
    kind = models.CharField(max_length=32)
    period = models.CharField(max_length=32)
    chosen_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    reason = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    tapped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Several beats may plan at the same moment; the database and not the planner keeps a second reminder out.
            models.UniqueConstraint(fields=["device", "kind", "period"], name="push_once_per_period")
        ]
        # The pusher's question: what is due and not yet taken.
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(state="pending"), name="push_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


_SHOWN = "the device showed it"
PUSH = StateMachine(
    table="delivery_push",
    column="state",
    first=("pending",),
    moves=moves(
        {
            "pending": {
                "sending": "it is handed to the push service",
                "sent": _SHOWN,
                "failed": "it could not be made three times",
                "dropped": "not wanted, too late, logged already, or put back from a backup",
            },
            "sending": {
                "sent": "the push service took it",
                "pending": "the push service asks for patience",
                "failed": "refused, or its sender was lost",
                "dropped": "put back from a backup",
            },
            "failed": {"sent": _SHOWN},
            "dropped": {"sent": _SHOWN},
        }
    ),
)
