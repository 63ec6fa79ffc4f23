"""The way back: earlier versions and deleted nights brought back, and the trash emptied."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import Patient
from journal.history import Changes, of_night, taken_with_it
from journal.limits import load as limits
from journal.models import Episode, Night, SleepPeriod
from journal.services import apply_edits, server_edits


@transaction.atomic
def restore_version(*, patient: Patient, changes: Changes, change_id: str, now: datetime) -> bool:
    """Bring one of these versions back, as a new edit; False when there is none that holds anything."""
    row = changes.filter(change_id=change_id, data__isnull=False).first()
    if row is None:
        return False
    apply_edits(patient=patient, edits=server_edits([(row.kind, row.key, row.data)], now), now=now)
    return True


@transaction.atomic
def restore_night(*, patient: Patient, day: date, now: datetime) -> bool:
    """Bring a deleted night back as it was; False when it is not in the trash."""
    keep = timedelta(days=limits().trash_days)
    night = Night.objects.filter(patient=patient, date=day, deleted_at__gte=now - keep).first()
    if night is None:
        return False
    units = [(row.kind, row.key, row.data) for row in taken_with_it(patient, day)]
    apply_edits(patient=patient, edits=server_edits(units, now), now=now)
    return True


@transaction.atomic
def empty_trash(*, now: datetime) -> int:
    """Forget what nights deleted too long ago held; the bare deletion stays, so that no phone brings them back."""
    past = now - timedelta(days=limits().trash_days)
    # The rows stay for good: without this those emptied before would be emptied again every day.
    nights = list(Night.objects.filter(deleted_at__lt=past).exclude(document={}).select_related("patient"))
    for night in nights:
        of_night(night.patient, night.date).update(data=None)
        Episode.objects.filter(night=night).update(
            note="", feel=None, sites=None, signs=None, actions=None, intensity=None, started_at=None
        )
    SleepPeriod.objects.filter(night__in=nights).delete()
    Night.objects.filter(pk__in=[night.pk for night in nights]).update(
        note="", day={}, signs={}, checks={}, tips_tried={}, pain=None, document={}, painful=None, worst=None
    )
    return len(nights)
