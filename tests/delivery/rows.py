"""Rows of the outbox that tests of the relay begin with."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from delivery import services
from delivery.mail import Mail
from delivery.models import Message
from journal.models import Night
from tests.cast import Caller

PLAIN = Mail("Your code", "123456", "<p>123456</p>")


def letter(now: datetime, to: str = "alice@example.com", user: Any = None) -> Message:
    return services.enqueue(recipient=to, user=user, kind="login_code", mail=PLAIN, now=now)


def weekly(person: Caller, now: datetime) -> Message:
    """Alice's weekly mail, with a night to tell of."""
    Night.objects.get_or_create(
        patient=person.patient,
        date=date(2026, 11, 18),
        defaults={"timezone": "Europe/London", "pain": True, "received_at": now},
    )
    return services.enqueue(
        recipient=person.user.email, user=person.user, kind="weekly_summary", now=now, period="2026-11-16"
    )


def end(messages: QuerySet[Message], state: str = "sent") -> None:
    """Waiting messages are done with, as after a conversation with the mail server."""
    taken = Message.objects.filter(pk__in=list(messages.values_list("pk", flat=True)))
    taken.update(state="sending")
    taken.update(state=state)
