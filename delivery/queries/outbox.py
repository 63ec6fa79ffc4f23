"""What waits in the outbox, and whether it may still be sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from delivery.message_kinds import Kind, kind_of
from delivery.models import Breaker, Message, RefusedAddress, StreamChoice
from delivery.models.mail import PERIODIC, WAITING

# Whoever is locked out by a wrong refusal gets another sign-in mail after this long.
SECOND_CHANCE = timedelta(hours=1)


def free(now: datetime) -> QuerySet[Message]:
    """Messages that are due and in nobody's hand, the longest due first."""
    nobody = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Message.objects.filter(nobody, state__in=WAITING, due_at__lte=now).order_by("due_at", "pk")


def letters_free(now: datetime) -> QuerySet[Message]:
    """`free`, without what comes by itself: somebody waits for these."""
    return free(now).exclude(kind__in=PERIODIC)


def held(lease: UUID) -> list[Message]:
    """Messages of one claim, with their readers."""
    claimed = Message.objects.filter(lease=lease, state__in=WAITING)
    return list(claimed.select_related("user", "user__patient").order_by("due_at", "pk"))


def breaker_open(now: datetime) -> bool:
    """Whether the mail server is left alone for now."""
    return Breaker.objects.filter(pk=1, open_until__gt=now).exists()


def refused_among(messages: Sequence[Message]) -> Mapping[str, datetime]:
    """Which of these messages' addresses refuse mail, and since when."""
    addresses = [message.recipient.lower() for message in messages]
    rows = RefusedAddress.objects.filter(address__in=addresses)
    return dict(rows.values_list("address", "refused_at"))


def refuses(refused: Mapping[str, datetime], message: Message, kind: Kind, now: datetime) -> bool:
    """Whether the address refuses mail of this kind."""
    since = refused.get(message.recipient.lower())
    return since is not None and (kind.periodic or since > now - SECOND_CHANCE)


def reader_now(message: Message, on: date) -> User | None:
    """The reader's account as it is this moment, with `says_no` to the message's stream on this date.

    None when it is gone or closed.
    """
    if message.user_id is None:
        return None
    no = Q(stopped=True) | Q(paused_until__gt=on)
    choices = StreamChoice.objects.filter(no, user=OuterRef("pk"), stream=kind_of(message.kind).stream)
    # Read for each mail and not with the claim, which is older: an opt-out holds from the moment it is made.
    account = User.objects.filter(pk=message.user_id, is_active=True).select_related("patient")
    return account.annotate(says_no=Exists(choices)).first()


def wants(user: User, kind: Kind) -> bool:
    """Whether the person, as the account of `reader_now` stands, wants this stream."""
    if kind.stream is None:
        return True
    unwanted = user.withdrawn_at is not None or user.mail_summary == User.Cadence.OFF
    return not (unwanted or user.says_no)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Kept:
    """A mail of the outbox, for someone who looks after the site on their own machine."""

    id: int
    kind: str
    recipient: str
    subject: str
    text: str
    html: str
    state: str
    reason: str
    asked_at: datetime


def last_mails(limit: int = 50) -> Sequence[Kept]:
    """The newest messages, newest first."""
    return [_kept(row) for row in Message.objects.order_by("-asked_at", "-pk")[:limit]]


def kept_mail(pk: int) -> Kept | None:
    """One message."""
    row = Message.objects.filter(pk=pk).first()
    return _kept(row) if row else None


def _kept(row: Message) -> Kept:
    return Kept(
        row.pk,
        row.kind,
        row.recipient,
        row.subject,
        row.text,
        row.html,
        row.state,
        row.reason,
        row.asked_at,
    )
