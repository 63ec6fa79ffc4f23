"""Subscriptions of devices, and the pushes sent to them."""

import base64
import binascii
import logging
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.models import User
from delivery.letters import words
from delivery.models import Device, Push
from delivery.push import hosts
from delivery.push.sender import Answer, Target, send
from delivery.queries import push as reads

log = logging.getLogger(__name__)

DEVICES = 10
TRIES = 3
WAIT = timedelta(minutes=5)
# A reminder is for the minute that was chosen. Later it is kept out of the night, and soon dropped.
PUNCTUAL = timedelta(minutes=15)
LATEST = timedelta(hours=1)
QUIET_FROM, QUIET_TO = time(22), time(7)
POINT_LENGTH, SECRET_LENGTH = 65, 16


class BadSubscription(ValueError):
    """`field` names what is wrong with a subscription."""

    def __init__(self, field: str, detail: str) -> None:
        self.field, self.detail = field, detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser hands over; checked when made. BadSubscription."""

    endpoint: str
    p256dh: str
    auth: str

    def __post_init__(self) -> None:
        if not hosts.allowed(self.endpoint):
            raise BadSubscription("endpoint", "not the address of a push service that we know")
        if not _is_point(_decoded(self.p256dh)):
            raise BadSubscription("keys.p256dh", "not a point of the curve P-256 in base64url")
        if len(_decoded(self.auth)) != SECRET_LENGTH:
            raise BadSubscription("keys.auth", "not 16 bytes in base64url")


@transaction.atomic
def subscribe(*, user: User, subscription: Subscription) -> Device:
    """Remember a device; the same browser keeps its row, and of more than ten the oldest goes."""
    device, _ = Device.objects.update_or_create(
        endpoint=subscription.endpoint,
        defaults={
            "user": user,
            "p256dh": subscription.p256dh,
            "auth": subscription.auth,
            "wait_until": None,
        },
    )
    spare = [row.pk for row in reads.devices_of(user) if row.pk != device.pk][DEVICES - 1 :]
    Device.objects.filter(pk__in=spare).delete()
    return device


def unsubscribe(*, user: User, endpoint: str) -> None:
    """Forget a device of one's own; repeatable."""
    Device.objects.filter(user=user, endpoint=endpoint).delete()


def note_receipt(*, receipt: UUID, event: str, now: datetime) -> None:
    """The device showed the push, or it was tapped; the first time counts, unknown receipts do nothing."""
    rows = Push.objects.filter(pk=receipt)
    if event == "tapped":
        rows.filter(tapped_at__isnull=True).update(tapped_at=now)
    rows.filter(shown_at__isnull=True).update(shown_at=now)


def push_due(*, now: datetime, limit: int = 100) -> int:
    """Send the pushes whose time has come; how many were taken."""
    return sum(_push(row, now) for row in reads.due_pushes(now, limit))


def _push(push: Push, now: datetime) -> bool:
    if reason := _refusal(push, now):
        _settle(push, Push.State.DROPPED, reason)
        return False
    if (wait := push.device.wait_until) and wait > now:
        Push.objects.filter(pk=push.pk).update(due_at=wait)
        return False
    taken = Push.objects.filter(pk=push.pk, state=Push.State.PENDING)
    if not taken.update(state=Push.State.SENDING, attempts=F("attempts") + 1):
        return False
    device = push.device
    target = Target(device.endpoint, device.p256dh, device.auth)
    said = words(device.user.language)
    payload = {
        "title": said.say(f"push.{push.kind}.title"),
        "body": said.say(f"push.{push.kind}.body"),
        "receipt": str(push.pk),
    }
    return _note(push, send(target, payload, now=now), now)


def _refusal(push: Push, now: datetime) -> str:
    """Why the push may not go any more; empty when it may."""
    user = push.device.user
    if not reads.wants_reminder(user, now.date()):
        return "not_wanted"
    if reads.has_logged(user, date.fromisoformat(push.period)):
        return "logged"
    late = now - push.chosen_at
    if late > LATEST:
        return "too_late"
    return "quiet_hours" if late > PUNCTUAL and quiet(now, user.timezone) else ""


def quiet(now: datetime, timezone: str) -> bool:
    """Whether it is night where the person lives."""
    local = now.astimezone(ZoneInfo(timezone)).time()
    return local >= QUIET_FROM or local < QUIET_TO


def _note(push: Push, answer: Answer, now: datetime) -> bool:
    if answer.taken:
        Push.objects.filter(pk=push.pk).update(state=Push.State.SENT, sent_at=now)
        return True
    if answer.gone:
        push.device.delete()
        return False
    if answer.busy and push.attempts + 1 < TRIES:
        wait = answer.retry_after or now + WAIT
        Device.objects.filter(pk=push.device_id).update(wait_until=answer.retry_after)
        Push.objects.filter(pk=push.pk).update(state=Push.State.PENDING, due_at=wait)
        return False
    log.warning("push %s was refused: %s", push.pk, answer.status)
    _settle(push, Push.State.FAILED, str(answer.status))
    return False


def _settle(push: Push, state: Push.State, reason: str) -> None:
    Push.objects.filter(pk=push.pk).update(state=state, reason=reason)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return b""


def _is_point(data: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    if len(data) != POINT_LENGTH:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), data)
    except ValueError:
        return False
    return True
