"""Put a message down, in the transaction of its cause."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from config import nudge
from delivery.mail import Mail, one_address, one_line
from delivery.models import Message

KEPT = timedelta(days=90)
HOME = frozenset({"localhost", "127.0.0.1", "::1"})


def enqueue(
    *,
    recipient: str,
    user: User | None,
    kind: str,
    mail: Mail | None = None,
    now: datetime,
    period: str = "",
) -> Message:
    """Write one message down; the same person, kind and period never makes two. InvalidAddress.

    Without `mail` it is composed when it is sent.
    """
    said = mail or Mail("", "", "")
    values = {
        "user": user,
        "subject": one_line(said.subject),
        "text": said.text,
        "html": said.html,
        "asked_at": now,
        "due_at": now,
    }
    who = {"user": user} if user is not None else {"recipient": one_address(recipient)}
    message, created = Message.objects.get_or_create(
        **who,
        kind=kind,
        period=period or str(uuid.uuid4()),
        defaults={**values, "recipient": one_address(recipient)},
    )
    if created:
        transaction.on_commit(lambda: nudge.ring("delivery.relay"))
    return message


def forget_old(*, now: datetime) -> int:
    """Remove messages long done with; how many."""
    done = (Message.State.SENT, Message.State.FAILED, Message.State.SUPPRESSED, Message.State.UNKNOWN)
    gone, _ = Message.objects.filter(state__in=done, asked_at__lt=now - KEPT).delete()
    return gone


def keeps_bodies() -> bool:
    """Whether sent mail is kept to be looked at: only where the site is somebody's own machine."""
    return settings.HOST in HOME
