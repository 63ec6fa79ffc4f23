"""Put a message down, in the transaction of its cause."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from base import nudge
from delivery.mail import Mail, one_address, one_line
from delivery.models import Message, RefusedAddress
from delivery.models.mail import WAITING
from delivery.queries.quarantine import quarantined_mails, quarantined_schedules
from insights.services import release_readings

# The ninety days that docs/privacy.md promises.
KEPT = timedelta(days=90)
DONE = frozenset(Message.State.values) - {Message.State.SENDING.value, *WAITING}
# The last mail to an address whose account is gone, and what its server said to it.
GOODBYES = ("account_erased", "account_erased_by_admin")
GOODBYE_KEPT = timedelta(days=1)


def enqueue(
    *,
    recipient: str,
    user: User | None,
    kind: str,
    mail: Mail | None = None,
    now: datetime,
    period: str = "",
    about: User | None = None,
) -> Message:
    """Write one message down; the same person, kind and period never makes two. InvalidAddress.

    Without `mail` it is composed when it is sent. `about` is another person whom it names.
    """
    said = mail or Mail("", "", "")
    values = {
        "user": user,
        "about": about,
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
        # A letter has no period, and asking twice for a code is two letters.
        period=period or str(uuid.uuid4()),
        defaults={**values, "recipient": one_address(recipient)},
    )
    if created:
        # After the commit: a worker that is faster than the transaction would find no row.
        transaction.on_commit(lambda: nudge.send("delivery.relay"))
    return message


def forget_old(*, now: datetime) -> int:
    """Remove messages long done with; how many."""
    old = Q(asked_at__lt=now - KEPT) | Q(kind__in=GOODBYES, user=None, asked_at__lt=now - GOODBYE_KEPT)
    gone, _ = Message.objects.filter(old, state__in=DONE).delete()
    # The last mail to an erased account may be refused as well, after erasure has removed what it found.
    nobody = ~Exists(User.objects.filter(email=OuterRef("address")))
    RefusedAddress.objects.filter(nobody, refused_at__lt=now - GOODBYE_KEPT).delete()
    return gone


def release_quarantine(*, now: datetime) -> int:
    """Try again what was left alone, for a release that has mended the fault; how many."""
    mails = quarantined_mails().update(state=Message.State.RETRY, reason="", attempts=0, due_at=now)
    return mails + quarantined_schedules().update(failures=0, fault="", due_at=now) + release_readings()


def keeps_bodies() -> bool:
    """Whether sent mail is kept to be looked at: only on somebody's own machine without a mail server."""
    return bool(settings.LOCAL_INBOX)
