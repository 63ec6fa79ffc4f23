"""The verdict of a diary, worked out when it is read, from the nights that the reader may see."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from accounts.access import PatientAccess
from insights.course import NightPain, Verdict, rules, verdict
from journal.models import Night
from journal.snapshot import Told

DAY = timedelta(days=1)


def last_ended(today: date) -> date:
    """The last night that has ended where it is `today`: the verdict counts up to it."""
    return today - DAY


def verdict_of(access: PatientAccess, *, today: date) -> Verdict:
    """The verdict on one diary; nights that this reader may not see do not exist."""
    patient = access.patient
    resting = {patient.pk} if patient.user.resting else ()
    return verdicts_of({patient.pk: (today, access.since)}, resting=resting)[patient.pk]


def verdict_on(access: PatientAccess, told: Iterable[Told], *, today: date) -> Verdict:
    """`verdict_of` where the visible nights are at hand."""
    first = today - rules().reach * DAY
    recent = [night for night in told if night[0] >= first]
    return judged(recent, today=today, since=access.since, resting=access.patient.user.resting)


def verdicts_of(
    asked: Mapping[UUID, tuple[date, date | None]], *, resting: Iterable[UUID]
) -> dict[UUID, Verdict]:
    """The verdict of each patient by (today, first visible night): one query for all of them."""
    if not asked:
        return {}
    first = min(today for today, _ in asked.values()) - rules().reach * DAY
    # They end in a mapping by date, so the database need not sort them.
    rows = Night.objects.filter(patient__in=list(asked), date__gte=first, deleted_at=None).read().order_by()
    told: dict[UUID, list[Told]] = {patient: [] for patient in asked}
    for patient, *night in rows.values_list("patient_id", "date", "hurt", "worst"):
        told[patient].append((night[0], night[1], night[2]))
    unexpected = set(resting)
    return {
        patient: judged(told[patient], today=today, since=since, resting=patient in unexpected)
        for patient, (today, since) in asked.items()
    }


def judged(told: Iterable[Told], *, today: date, since: date | None, resting: bool) -> Verdict:
    """The verdict on nights that are at hand. A diary that rests, or says other things than pain, is not silent."""
    last = last_ended(today)
    seen = [night for night in told if since is None or night[0] >= since]
    kept = any(day > last - rules().now_nights * DAY for day, _, _ in seen)
    return verdict(_answered(seen), last, silent=not (resting or kept))


def _answered(told: Iterable[Told]) -> dict[date, NightPain]:
    return {
        day: NightPain(hurt, float(worst) if hurt and worst is not None else None if hurt else 0.0)
        for day, hurt, worst in told
        if hurt is not None
    }
