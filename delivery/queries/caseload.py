"""A therapist's records with what stands out, read from consents in force at this moment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from accounts.models import Consent, User
from delivery.compose.digest import Need, Record
from insights.models import Flag
from journal.models import Episode, Night

WEEK = timedelta(days=7)
# A record counts as changed when this many more nights of the week were painful than of the week before.
MORE_PAINFUL = 2


def records_of(therapist: User, *, today: date) -> list[Record]:
    """The caseload in the order in which the records came, each numbered by its place."""
    consents = Consent.objects.in_force(today).filter(grantee=therapist).exclude(scope=Consent.Scope.LOG)
    patients = list(consents.order_by("created_at", "pk").values_list("patient_id", flat=True))
    flagged = set(Flag.objects.filter(Flag.OPEN, patient__in=patients).values_list("patient_id", flat=True))
    logged = _logged(patients, today)
    return [
        Record(
            patient,
            number,
            _need(patient in flagged, logged[patient], today),
            _lately(logged[patient], today),
        )
        for number, patient in enumerate(patients, start=1)
    ]


def _logged(patients: Sequence[UUID], today: date) -> dict[UUID, dict[date, bool | None]]:
    """Dates of the last two weeks with a night, and whether it was painful."""
    nights = Night.objects.filter(
        patient__in=patients, deleted_at__isnull=True, date__range=(today - 2 * WEEK, today)
    )
    painful = set(
        Episode.objects.filter(night__in=nights.values("pk"), deleted=False).values_list("night", flat=True)
    )
    found: dict[UUID, dict[date, bool | None]] = defaultdict(dict)
    for pk, patient, day, pain in nights.values_list("pk", "patient_id", "date", "pain"):
        found[patient][day] = True if pk in painful else pain
    return found


def _need(flagged: bool, nights: dict[date, bool | None], today: date) -> Need:
    if flagged:
        return Need.FLAGGED
    this = _painful(pain for day, pain in nights.items() if day >= today - WEEK)
    before = _painful(pain for day, pain in nights.items() if day < today - WEEK)
    if this - before >= MORE_PAINFUL:
        return Need.WORSE
    return Need.STEADY if _lately(nights, today) else Need.SILENT


def _painful(nights: Iterable[bool | None]) -> int:
    return sum(pain is True for pain in nights)


def _lately(nights: dict[date, bool | None], today: date) -> int:
    return sum(today - WEEK <= day < today for day in nights)
