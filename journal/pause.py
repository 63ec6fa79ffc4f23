"""Writes of a pause: the weekly answer that fills a week without pain, and putting it off."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from accounts.models import Patient
from accounts.services import set_paused
from journal import entry_queries as queries
from journal.edits import Edit, check_data
from journal.limits import load as limits
from journal.merge import QUIET, Stamp
from journal.models import Diary, Night
from journal.services import apply_edits, lock


@transaction.atomic
def fill_and_pause(*, patient: Patient, last: date, now: datetime) -> list[date]:
    """The week's nights that nobody has logged become pain-free, marked late, and the journal pauses. PauseNotDue.

    The dates filled. Each is stamped with the first moment of its evening, so that whatever a person wrote of that
    night, on a phone that comes later too, stands against it.
    """
    lock(patient)
    # Judged under the lock: a painful night that arrives meanwhile must not be paused over.
    if not queries.pause_of(patient, last).may_rest:
        raise queries.PauseNotDue
    week = {last - timedelta(days=back) for back in range(limits().quiet_week)}
    missing = sorted(
        week - set(Night.objects.filter(patient=patient, date__in=week).values_list("date", flat=True))
    )
    apply_edits(patient=patient, edits=[_without_pain(day) for day in missing], now=now)
    set_paused(user=patient.user, paused=True)
    return missing


@transaction.atomic
def put_off_pause(*, patient: Patient, last: date) -> None:
    """Not now: the question comes again in a week."""
    lock(patient)
    Diary.objects.filter(patient=patient).update(quiet_put_off_on=last)


def _without_pain(day: date) -> Edit:
    stamp = Stamp(datetime.combine(day, time(), tzinfo=UTC), QUIET)
    said = check_data("night", "", {"pain": False})
    return Edit(str(uuid.uuid4()), "night", day.isoformat(), "put", said, None, stamp)
