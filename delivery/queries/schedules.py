"""Who wants which stream when, and what is due."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Case, CharField, F, Min, Q, QuerySet, Value, When

from accounts.models import User
from base.isolation import TRIES
from delivery.due import Recurrence
from delivery.models import Schedule, Stream

WEEKLY, DAILY = User.Cadence.WEEKLY, User.Cadence.DAILY


@dataclass(frozen=True, slots=True)
class SchedulePreference:
    """How an account says a stream should come."""

    timezone: str
    at: time
    cadence: str

    @property
    def rhythm(self) -> Recurrence:
        """The wish as something that can be reckoned."""
        return Recurrence(self.timezone, self.at, weekly=self.cadence == WEEKLY)


def wish(user: User, stream: str) -> SchedulePreference | None:
    """What the account says of a stream; None when it does not want it, or cannot."""
    if not user.reachable:
        return None
    if stream == Stream.REMINDER:
        return SchedulePreference(user.timezone, user.reminder_at, DAILY) if user.reminder_at else None
    if user.mail_summary == User.Cadence.OFF or (stream == Stream.DIGEST and not user.is_therapist):
        return None
    cadence = DAILY if stream == Stream.DIGEST and user.mail_summary == DAILY else WEEKLY
    return SchedulePreference(user.timezone, time(user.mail_hour), cadence)


def due(now: datetime, limit: int) -> list[Schedule]:
    """Schedules whose instant has come, the longest due first; those in quarantine are left alone."""
    rows = (
        Schedule.objects.filter(due_at__lte=now, failures__lt=TRIES)
        .select_related("user")
        .order_by("due_at", "pk")
    )
    return list(rows[:limit])


def planning_lag(now: datetime) -> float:
    """Seconds for which the schedule that is due longest has been due."""
    # Without those in quarantine, which have an alarm of their own and would keep this one on.
    oldest = Schedule.objects.filter(due_at__lte=now, failures__lt=TRIES).aggregate(Min("due_at"))[
        "due_at__min"
    ]
    return 0.0 if oldest is None else (now - oldest).total_seconds()


def without_schedule(stream: str, limit: int) -> list[User]:
    """People who want a stream and have no instant for it yet."""
    return list(_wanting(stream).exclude(schedules__stream=stream).order_by("pk")[:limit])


def out_of_date(limit: int) -> list[Schedule]:
    """Schedules reckoned from wishes that the account no longer holds."""
    hour = Q(at__hour=F("user__mail_hour"))
    mail = Q(stream=Stream.DIGEST) & ~Q(cadence=_digest_cadence()) | Q(stream__in=MAIL) & ~hour
    reminder = Q(stream=Stream.REMINDER) & ~Q(at=F("user__reminder_at"))
    rows = Schedule.objects.filter(~Q(timezone=F("user__timezone")) | mail | reminder)
    return list(rows.select_related("user").order_by("pk")[:limit])


MAIL = (Stream.SUMMARY, Stream.DIGEST)


def _digest_cadence() -> Case:
    daily = When(user__mail_summary=DAILY, then=Value(DAILY.value))
    return Case(daily, default=Value(WEEKLY.value), output_field=CharField())


def _wanting(stream: str) -> QuerySet[User]:
    people = User.objects.filter(is_active=True, withdrawn_at=None)
    match stream:
        case Stream.REMINDER:
            return people.filter(reminder_at__isnull=False)
        case Stream.DIGEST:
            return people.filter(is_therapist=True).exclude(mail_summary=User.Cadence.OFF)
    return people.filter(patient__isnull=False).exclude(mail_summary=User.Cadence.OFF)
