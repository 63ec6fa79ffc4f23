"""Reads of the diary, as finished rows and documents."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, cast

from accounts.access import PatientAccess
from accounts.models import Patient, User
from journal.limits import load as limits
from journal.mappings import HealthMapping, NightMapping
from journal.models import Change, Diary, Entry, Epoch, Night
from journal.told_queries import instant
from journal.vocabulary import lifetimes


def find_night(access: PatientAccess, day: date) -> Night | None:
    """The night of that date with everything in it; None when there is none, it is in the trash, or not to be
    seen."""
    return Night.objects.of(access.patient).filter(date=day).first() if access.shows(day) else None


def nights_page(
    access: PatientAccess, *, first: date | None, last: date | None, before: date | None, limit: int
) -> tuple[list[NightMapping], date | None]:
    """Documents of at most `limit` visible nights, newest first, and the date the next page starts before."""
    nights = Night.objects.of(access.patient).between(access.clip(first), last).newest_first()
    if before is not None:
        nights = nights.filter(date__lt=before)
    # One more than asked for tells whether a page follows, without counting all nights.
    rows = list(nights.values_list("document", flat=True)[: limit + 1])
    shown = rows[:limit]
    return shown, date.fromisoformat(shown[-1]["date"]) if len(rows) > limit else None


def night_documents(access: PatientAccess, *, first: date | None, last: date | None) -> list[NightMapping]:
    """Documents of the visible nights of these dates, oldest first, in one query."""
    nights = Night.objects.of(access.patient).between(access.clip(first), last).order_by("date")
    return list(nights.values_list("document", flat=True))


def quiet_nights(patient: Patient) -> int:
    """How many of the latest logged nights, counted back from the newest, were without pain."""
    count = 0
    # The run is compared with a limit of weeks: a diary of years need not be read to its end.
    for hurt in Night.objects.of(patient).newest_first().read().values_list("hurt", flat=True)[:400]:
        if hurt is not False:
            break
        count += 1
    return count


def entries_of(patient: Patient, kind: str) -> list[Entry]:
    """Standing entries of one kind, by key."""
    return list(Entry.objects.filter(patient=patient, kind=kind, deleted=False).order_by("key"))


def health_document(access: PatientAccess, *, today: date | None = None) -> HealthMapping:
    """The health background as the API says it; what was never asked is left out, and all of it for a reader who
    may not know it.

    With `today`, an answer past its lifetime is not asked again and is left out too.
    """
    return health_of(entries_of(access.patient, Entry.Kind.HEALTH), today) if access.tells_background else {}


def told_health(patient: Patient) -> HealthMapping:
    """The whole health background with the instant of each answer, from which the rules tell what still counts."""
    return told_health_of(entries_of(patient, Entry.Kind.HEALTH))


def told_health_of(entries: Sequence[Entry]) -> HealthMapping:
    """These entries as one document, with the instant of each answer."""
    return {**health_of(entries), "given": {entry.key: instant(entry.edited_at) for entry in entries}}


def health_documents(patients: Iterable[Patient], *, today: date | None = None) -> dict[Any, HealthMapping]:
    """Health backgrounds by patient id, in one query."""
    # Who has answered nothing has an empty background, not none.
    held: dict[Any, list[Entry]] = {patient.pk: [] for patient in patients}
    rows = Entry.objects.filter(patient__in=list(held), kind=Entry.Kind.HEALTH, deleted=False)
    for entry in rows:
        held[entry.patient_id].append(entry)
    return {pk: health_of(entries, today) for pk, entries in held.items()}


def health_of(entries: Iterable[Entry], today: date | None = None) -> HealthMapping:
    """These entries as one document; with `today`, without answers past their lifetime."""
    document: dict[str, Any] = {}
    for entry in entries:
        value = (entry.data or {}).get("value")
        if value is None or (today is not None and _lapsed(entry, today)):
            continue
        group, _, item = entry.key.partition(".")
        if item:
            document.setdefault(group, {})[item] = value
        else:
            document[entry.key] = value
    return cast(HealthMapping, document)


def _lapsed(entry: Entry, today: date) -> bool:
    return not lifetimes.load().counts(entry.key, answered_on=entry.edited_at.date(), today=today)


def revision_of(patient: Patient) -> int:
    """How far the diary has moved; 0 before its first night."""
    return Diary.objects.filter(patient=patient).values_list("revision", flat=True).first() or 0


def changes_since(patient: Patient, seq: int, *, limit: int) -> list[Change]:
    """Edits that stood, received after `seq`, oldest first."""
    changes = Change.objects.filter(patient=patient, seq__gt=seq, stands=True)
    return list(changes.order_by("seq")[:limit])


def standing_changes(patient: Patient, change_ids: Iterable[str]) -> list[Change]:
    """For each unit that these changes edit, the edit that stands."""
    units = set(
        Change.objects.filter(patient=patient, change_id__in=list(change_ids)).values_list("kind", "key")
    )
    if not units:
        return []
    # A condition for each pair would be long, so keys alone are asked for; a night and its sleep share their key, so
    # the pairs are compared below.
    rows = Change.objects.filter(patient=patient, key__in={key for _, key in units}, stands=True)
    return list(
        # Several edits of one unit may have stood, each in its time: in this order the last of them remains.
        {(row.kind, row.key): row for row in rows.order_by("seq") if (row.kind, row.key) in units}.values()
    )


def epoch() -> str:
    """Which life of the database this is."""
    found = Epoch.objects.order_by("pk").first() or Epoch.objects.create()
    return str(found.value)


def erased_on(user: User) -> str | None:
    """The day on which an account whose agreement was withdrawn will be gone; None while it stands."""
    if user.withdrawn_at is None:
        return None
    return (user.withdrawn_at + timedelta(days=limits().withdrawn_days)).date().isoformat()
