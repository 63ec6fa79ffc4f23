"""After a restore: what was due before it may have been sent already by the life of the database that was lost."""

from datetime import datetime

from django.db.models import F

from base import isolation
from delivery.models import Message, Push, Schedule
from delivery.models.mail import WAITING
from delivery.queries import schedules

# All at once, while the site is stopped: a stream left at its old instant would tell a week a second time.
EVERYTHING = 1_000_000


def settle_restored(*, now: datetime) -> int:
    """Nothing due before `now` goes out, and each stream is next due after it; how many mails were suppressed."""
    waiting = Message.objects.filter(state__in=(*WAITING, Message.State.SENDING))
    suppressed = waiting.update(
        state=Message.State.SUPPRESSED, reason="restored", lease=None, leased_until=None
    )
    Push.objects.filter(state__in=(Push.State.PENDING, Push.State.SENDING)).update(
        state=Push.State.DROPPED, reason="restored"
    )
    for _ in isolation.each(schedules.due(now, EVERYTHING), lambda row: _move_on(row, now), _leave):
        pass
    return suppressed


def _move_on(row: Schedule, now: datetime) -> None:
    said = schedules.wish(row.user, row.stream)
    if said is None:
        Schedule.objects.filter(pk=row.pk).delete()
    else:
        Schedule.objects.filter(pk=row.pk).update(due_at=said.rhythm.after(now))


def _leave(row: Schedule, fault: Exception) -> None:
    """What cannot be reckoned is set aside for good, or it would be planned from its old instant."""
    Schedule.objects.filter(pk=row.pk).update(failures=F("failures") + isolation.TRIES)
