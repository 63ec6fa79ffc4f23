"""Recurring sends: one `due_at` for each person and stream; a compare-and-set on it is the claim."""

import logging
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.models import User
from base import isolation
from delivery.due import Recurrence, week_before
from delivery.message_kinds import BY_STREAM
from delivery.models import Message, Schedule, Stream
from delivery.queries import schedules
from delivery.services.outbox import enqueue
from delivery.services.reminding import remind

log = logging.getLogger(__name__)

# So few that a tick ends long before the worker's time limit; what is left over is still due at the next.
CHUNK = 500
TOO_LATE = timedelta(hours=48)
LATER = timedelta(minutes=1)
# As `pushing.LATEST`: what would be dropped there need not be put down.
REMINDER_TOO_LATE = timedelta(hours=1)


def plan(*, now: datetime, limit: int = CHUNK) -> int:
    """Put down what has become due; how many. Repeating it, or doing it in five places at once, changes nothing."""
    _keep_schedules(now, limit)
    return sum(isolation.each(schedules.due(now, limit), partial(_fall_due, now), partial(_set_aside, now)))


def _keep_schedules(now: datetime, limit: int) -> None:
    """An instant for everyone who wants one, reckoned anew when hour, zone or cadence changed."""
    for stream in Stream.values:
        new = [_first(user, stream, now) for user in schedules.without_schedule(stream, limit)]
        # Another beat may have made the same rows a moment ago.
        Schedule.objects.bulk_create([row for row in new if row], ignore_conflicts=True)
    for _ in isolation.each(
        schedules.out_of_date(limit), partial(_reschedule, now), partial(_set_aside, now)
    ):
        pass


def _first(user: User, stream: str, now: datetime) -> Schedule | None:
    """An instant; where none can be reckoned it is due at once, and set aside when it falls due."""
    said = schedules.wish(user, stream)
    if said is None:
        return None
    due_at = next(isolation.each([said.rhythm], lambda rhythm: rhythm.after(now), _not_yet), now)
    return Schedule(
        user=user, stream=stream, due_at=due_at, timezone=said.timezone, at=said.at, cadence=said.cadence
    )


def _not_yet(rhythm: Recurrence, fault: Exception) -> None:
    log.warning("%s cannot be reckoned: %s", rhythm, isolation.name_of(fault))


def _set_aside(now: datetime, row: Schedule, fault: Exception) -> None:
    """It could not be planned: tried again later, and after `TRIES` left alone until its owner's wishes change."""
    log.error("%s of account %s cannot be planned", row.stream, row.user_id, exc_info=fault)
    Schedule.objects.filter(pk=row.pk).update(
        failures=F("failures") + 1,
        fault=isolation.name_of(fault),
        due_at=now + LATER,
        # The zone is noted although it failed: the row would otherwise be out of date, and be tried, at every tick.
        timezone=row.user.timezone,
    )


def _reschedule(now: datetime, row: Schedule) -> None:
    said = schedules.wish(row.user, row.stream)
    if said is None:
        Schedule.objects.filter(pk=row.pk).delete()
        return
    # Compare-and-set: a beat that planned it meanwhile has moved the instant on.
    Schedule.objects.filter(pk=row.pk, due_at=row.due_at).update(
        # After a failure `due_at` is only the next try, from which no awaited week follows.
        due_at=said.rhythm.after(now) if row.failures else _anew(row, said, now),
        timezone=said.timezone,
        at=said.at,
        cadence=said.cadence,
        failures=0,
        fault="",
    )


def _anew(row: Schedule, said: schedules.SchedulePreference, now: datetime) -> datetime:
    """When it is next due by the new wish.

    Who flew east, or chose an earlier hour, has moved past the hour at which the awaited mail would have come: it
    is due at once, so that no week is lost. Who moved the other way awaits a mail that was sent already; its row
    is there, so that it does not come again.
    """
    if row.stream != Stream.REMINDER and row.cadence == said.cadence:
        passed = said.rhythm.latest(now)
        awaited = _period(row.cadence, row.stream, row.due_at, row.timezone)
        if _period(said.cadence, row.stream, passed, said.timezone) >= awaited:
            return passed
    return said.rhythm.after(now)


@transaction.atomic
def _fall_due(now: datetime, row: Schedule) -> bool:
    """Move the instant on and put the message down, both or neither; False when someone else did."""
    said = schedules.wish(row.user, row.stream)
    if said is None:
        Schedule.objects.filter(pk=row.pk).delete()
        return False
    # Only the latest instant is caught up: after a long stop nobody wants the weeks before it.
    latest = max(said.rhythm.latest(now), row.due_at)
    mine = Schedule.objects.filter(pk=row.pk, due_at=row.due_at)
    if not mine.update(due_at=said.rhythm.after(now), failures=0, fault=""):
        return False
    if row.stream == Stream.REMINDER:
        late = now - latest > REMINDER_TOO_LATE
        return False if late else bool(remind(user=row.user, chosen_at=latest, now=now))
    return _write(row, said.cadence, latest, now)


def _write(row: Schedule, cadence: str, latest: datetime, now: datetime) -> bool:
    kind = BY_STREAM[Stream(row.stream)]
    period = _period(cadence, row.stream, latest, row.user.timezone)
    # Put down even when it is too late: the row is the record that this period was left out.
    message = enqueue(recipient=row.user.email, user=row.user, kind=kind.name, now=now, period=period)
    if now - latest > TOO_LATE:
        log.warning("%s of %s skipped: %s late", kind.name, period, now - latest)
        # Only while pending: `enqueue` may have found the row of an earlier plan, which is sent.
        Message.objects.filter(pk=message.pk, state=Message.State.PENDING).update(
            state=Message.State.SUPPRESSED, reason="too_late"
        )
        return False
    return True


def _period(cadence: str, stream: str, latest: datetime, timezone: str) -> str:
    """The week it tells of, or for a daily one its day."""
    if stream == Stream.SUMMARY or cadence == User.Cadence.WEEKLY:
        return week_before(latest, timezone).isoformat()
    return latest.astimezone(ZoneInfo(timezone)).date().isoformat()
