"""Writes of the outbox: put a message down, and send what is due."""

import uuid
from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from config import nudge
from delivery.models import Canary, Message

LEASE = timedelta(minutes=5)
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


def enqueue(
    *,
    recipient: str,
    user: User | None,
    kind: str,
    subject: str,
    text: str,
    html: str,
    now: datetime,
    period: str = "",
) -> Message:
    """Write one message down; the same recipient, kind and period never makes two."""
    message, created = Message.objects.get_or_create(
        recipient=recipient,
        kind=kind,
        period=period or str(uuid.uuid4()),
        defaults={"user": user, "subject": subject, "text": text, "html": html, "due_at": now},
    )
    if created:
        transaction.on_commit(lambda: nudge.ring("delivery.relay"))
    return message


def relay(*, now: datetime, limit: int = 100) -> int:
    """Send what is due, one recipient a message; how many were sent.

    A message whose sender died in its hand is offered again: sign-in mail is better twice than never.
    """
    Message.objects.filter(state=Message.State.SENDING, leased_until__lt=now).update(
        state=Message.State.PENDING
    )
    due = Q(state=Message.State.PENDING, due_at__lte=now)
    claimed = list(Message.objects.filter(due).order_by("due_at").values_list("pk", flat=True)[:limit])
    sent = 0
    for pk in claimed:
        taken = Message.objects.filter(pk=pk, state=Message.State.PENDING).update(
            state=Message.State.SENDING, leased_until=now + LEASE
        )
        sent += bool(taken) and _send(Message.objects.get(pk=pk), now)
    return sent


def _send(message: Message, now: datetime) -> bool:
    mail = EmailMultiAlternatives(
        message.subject, message.text, to=[message.recipient], headers={"Message-ID": _message_id(message)}
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    try:
        mail.connection = get_connection()
        mail.send()
    except OSError:
        _put_back(message, now)
        return False
    Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=now, leased_until=None)
    return True


def _put_back(message: Message, now: datetime) -> None:
    tries = message.attempts
    state = Message.State.PENDING if tries < len(RETRY) else Message.State.FAILED
    wait = RETRY[min(tries, len(RETRY) - 1)]
    Message.objects.filter(pk=message.pk).update(
        state=state, attempts=tries + 1, due_at=now + wait, leased_until=None
    )


def _message_id(message: Message) -> str:
    """Stable for the row, so that a receiver can fold a doubled mail."""
    return f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@stillnight>"


def sing(*, now: datetime) -> None:
    """Move the canary: proof that a worker does work."""
    Canary.objects.update_or_create(pk=1, defaults={"sung_at": now})
