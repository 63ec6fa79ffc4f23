"""Subscriptions of devices, and the pushes sent to them."""

import base64
import binascii
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.models import User
from base import isolation
from base.isolation import TRIES
from delivery.message_texts import words
from delivery.models import Device, Push
from delivery.push import hosts
from delivery.push.sender import Answer, Target, send
from delivery.queries import pushes

log = logging.getLogger(__name__)

DEVICES = 10
# How many at once, for how many seconds a tick, and after how long a push in hand counts as lost.
AT_ONCE, BUDGET, LEASE = 8, 15.0, timedelta(minutes=5)
WAIT = timedelta(minutes=5)
# A reminder is for the minute that was chosen. Later it is kept out of the night, and soon dropped.
PUNCTUAL = timedelta(minutes=15)
LATEST = timedelta(hours=1)
QUIET_FROM, QUIET_TO = clock(22), clock(7)
# RFC 8291: an uncompressed point of P-256, and an authentication secret of 16 bytes.
POINT_LENGTH, SECRET_LENGTH = 65, 16
KEPT = timedelta(days=90)


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
    """Remember a device; the same browser keeps its row, and of more than ten the oldest goes.

    Another person's row for that browser goes, with what was sent to them there.
    """
    # Two browsers that subscribe at the same moment would each find room for the last device.
    pushes.hold(user)
    Device.objects.filter(endpoint=subscription.endpoint).exclude(user=user).delete()
    device, _ = Device.objects.update_or_create(
        endpoint=subscription.endpoint,
        defaults={
            "user": user,
            "p256dh": subscription.p256dh,
            "auth": subscription.auth,
            "wait_until": None,
        },
    )
    spare = [row.pk for row in pushes.devices_of(user) if row.pk != device.pk][DEVICES - 1 :]
    Device.objects.filter(pk__in=spare).delete()
    return device


def unsubscribe(*, user: User, endpoint: str) -> None:
    """Forget a device of one's own; repeatable."""
    Device.objects.filter(user=user, endpoint=endpoint).delete()


def note_receipt(*, receipt: UUID, event: str, now: datetime) -> None:
    """The device showed the push, or it was tapped; the first time counts, unknown receipts do nothing.

    What was shown was sent, whatever the push service said of it: it is not tried again.
    """
    rows = Push.objects.filter(pk=receipt)
    rows.exclude(state=Push.State.SENT).update(state=Push.State.SENT, reason="", sent_at=now)
    if event == "tapped":
        rows.filter(tapped_at__isnull=True).update(tapped_at=now)
    rows.filter(shown_at__isnull=True).update(shown_at=now)


def forget_old_pushes(*, now: datetime) -> int:
    """Remove pushes of long ago; how many."""
    gone, _ = Push.objects.filter(chosen_at__lt=now - KEPT).delete()
    return gone


def push_due(*, now: datetime, limit: int = 100) -> int:
    """Send the pushes whose time has come, a few at once, for as long as a tick may take; how many were taken."""
    _settle_lost(now)
    began, taken = time.monotonic(), 0
    set_aside = partial(_set_aside, now)

    def unsent(one: tuple[Push, object], fault: Exception) -> None:
        set_aside(one[0], fault)

    waiting = pushes.due_pushes(now, limit)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # A few are taken at a time: what a killed worker had taken may have been sent, and is not tried again.
        for first in range(0, len(waiting), AT_ONCE):
            if time.monotonic() - began > BUDGET:
                break
            some = waiting[first : first + AT_ONCE]
            takes = isolation.each(some, lambda push: push if _take(push, now) else None, set_aside)
            sending = [(push, pool.submit(_send, push, now)) for push in takes if push]
            taken += sum(isolation.each(sending, lambda one: _note(one[0], one[1].result(), now), unsent))
    return taken


def _set_aside(now: datetime, push: Push, fault: Exception) -> None:
    """It could not be put together or sent: tried again later, and after `TRIES` no more."""
    log.error("push %s cannot be made", push.pk, exc_info=fault)
    # Not one that its receipt has settled meanwhile: what was shown was sent.
    tried = Push.objects.filter(pk=push.pk, state__in=(Push.State.PENDING, Push.State.SENDING))
    over = push.attempts + 1 >= TRIES
    tried.update(
        state=Push.State.FAILED if over else Push.State.PENDING,
        reason=isolation.name_of(fault),
        attempts=push.attempts + 1,
        due_at=now + WAIT,
    )


def _settle_lost(now: datetime) -> None:
    """Whose sender died with the push in hand: nobody knows whether it went, and once is enough."""
    lost = Push.objects.filter(state=Push.State.SENDING, due_at__lte=now)
    lost.update(state=Push.State.FAILED, reason="sender_lost")


def _take(push: Push, now: datetime) -> bool:
    """Mark it as being sent, if it still may go and nobody else took it."""
    mine = Push.objects.filter(pk=push.pk, state=Push.State.PENDING)
    # Asked again although planning asked: a night logged or a reminder switched off since then counts.
    if reason := _refusal(push, now):
        mine.update(state=Push.State.DROPPED, reason=reason)
        return False
    if (wait := push.device.wait_until) and wait > now:
        mine.update(due_at=wait)
        return False
    # While a push is in hand `due_at` is the end of its lease, which `_settle_lost` looks at.
    return bool(mine.update(state=Push.State.SENDING, attempts=F("attempts") + 1, due_at=now + LEASE))


def _send(push: Push, now: datetime) -> Answer:
    """Hand it over; asks nothing of the database, so that a few can go at once."""
    device = push.device
    said = words(device.user.language)
    payload = {
        "title": said.say(f"push.{push.kind}.title"),
        "body": said.say(f"push.{push.kind}.body"),
        "receipt": str(push.pk),
    }
    target = Target(device.endpoint, device.p256dh, device.auth)
    keep = int((useful_until(push, now) - now).total_seconds())
    return send(target, payload, now=now, keep=keep, topic=push.kind)


def _refusal(push: Push, now: datetime) -> str:
    """Why the push may not go any more; empty when it may."""
    user = push.device.user
    if not pushes.wants_reminder(user, now.date()):
        return "not_wanted"
    if pushes.has_logged(user, date.fromisoformat(push.period)):
        return "logged"
    late = now - push.chosen_at
    if late > LATEST:
        return "too_late"
    return "quiet_hours" if late > PUNCTUAL and in_quiet_hours(now, user.timezone) else ""


def useful_until(push: Push, now: datetime) -> datetime:
    """How long the push service may keep it: no later than it might be sent from here."""
    timezone, punctual = push.device.user.timezone, push.chosen_at + PUNCTUAL
    if in_quiet_hours(now, timezone):
        return punctual
    local = now.astimezone(ZoneInfo(timezone))
    night = datetime.combine(local.date(), QUIET_FROM, tzinfo=local.tzinfo).astimezone(UTC)
    return min(push.chosen_at + LATEST, max(punctual, night))


def in_quiet_hours(now: datetime, timezone: str) -> bool:
    """Whether it is night where the person lives."""
    local = now.astimezone(ZoneInfo(timezone)).time()
    return local >= QUIET_FROM or local < QUIET_TO


def _note(push: Push, answer: Answer, now: datetime) -> bool:
    """What became of it; a receipt that was quicker than the answer knows better."""
    ours = Push.objects.filter(pk=push.pk, state=Push.State.SENDING)
    if answer.taken:
        return bool(ours.update(state=Push.State.SENT, sent_at=now))
    if answer.gone:
        push.device.delete()
    # `attempts` was read before `_take` counted this try.
    elif answer.busy and push.attempts + 1 < TRIES:
        Device.objects.filter(pk=push.device_id).update(wait_until=answer.retry_after)
        ours.update(state=Push.State.PENDING, due_at=answer.retry_after or now + WAIT)
    else:
        log.warning("push %s was refused: %s", push.pk, answer.status)
        ours.update(state=Push.State.FAILED, reason=str(answer.status))
    return False


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
