"""Reads of what belongs to no single night."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NotRequired, TypedDict, cast

from django.db.models import Min

from accounts.access import PatientAccess
from accounts.models import Patient
from journal.limits import load as limits
from journal.models import Change, Diary, Entry, Night
from journal.queries import quiet_nights

PEG = ("pain", "enjoyment", "activity")
Answers = dict[str, bool | None]


class FactorRow(TypedDict):
    """A factor of one's own: its id, the slug by which nights answer it, its label, and whether it is still asked."""

    id: str
    slug: str
    label: str
    retired: bool
    merged_into: NotRequired[str | None]


class EventRow(TypedDict):
    """A dated event: its id, its ISO date, its kind, and its words where there are any."""

    id: str
    on: str
    kind: str
    text: NotRequired[str]


class VisitDates(TypedDict):
    """ISO dates of the visit before and after today, null where none is known."""

    last: str | None
    next: str | None


class PegDocument(TypedDict):
    """A week of the PEG: its Monday, three answers from 0 to 10 or null, and their mean once all are given."""

    monday: str
    pain: int | None
    enjoyment: int | None
    activity: int | None
    score: float | None


def entry(patient: Patient, kind: str, key: str) -> Entry | None:
    """The entry as it stands, None when there is none."""
    return Entry.objects.filter(patient=patient, kind=kind, key=key, deleted=False).first()


def factors(access: PatientAccess) -> list[FactorRow]:
    """The person's own factors: those asked now, and retired or merged ones that a visible night answers."""
    rows = all_factors(access.patient)
    if access.since is None:
        return rows
    days = Night.objects.of(access.patient).between(access.since, None).values_list("day", flat=True)
    answered = {slug for day in days for slug in day or ()}
    return [row for row in rows if row["slug"] in answered or not (row["retired"] or row.get("merged_into"))]


def all_factors(patient: Patient) -> list[FactorRow]:
    """The person's own factors by label, retired and merged ones too; for whoever writes them."""
    rows = [cast(FactorRow, {"id": row.key, **(row.data or {})}) for row in _of(patient, Entry.Kind.FACTOR)]
    return sorted(rows, key=lambda row: (row["retired"], row["label"].casefold(), row["id"]))


def by_age(patient: Patient, keys: Sequence[str]) -> list[Any]:
    """Those factors, the first made first."""
    # An entry's own row moves with every edit; only its first change tells when it was made.
    made = Change.objects.filter(patient=patient, kind="factor", key__in=keys).values("key")
    born = {row["key"]: row["first"] for row in made.annotate(first=Min("seq"))}
    rows = _of(patient, Entry.Kind.FACTOR)
    return sorted(
        (row for row in rows if row.key in set(keys)), key=lambda row: (born.get(row.key, 0), row.key)
    )


def answers_about(patient: Patient, slug: str) -> Iterator[tuple[str, Answers]]:
    """Nights on which that factor was answered: the date and all answers about the day."""
    rows = Night.objects.of(patient).filter(day__has_key=slug).order_by("date")
    for on, day in rows.values_list("date", "day"):
        yield on.isoformat(), day


def events(access: PatientAccess, kind: str | None = None) -> list[EventRow]:
    """Dated events from the earliest day visible on, newest first."""
    rows = events_of(access, _of(access.patient, Entry.Kind.EVENT))
    return [row for row in rows if kind is None or row["kind"] == kind]


def events_of(access: PatientAccess, rows: Iterable[Entry]) -> list[EventRow]:
    """Those of these events that may be seen, newest first."""
    held = [{"id": row.key, **(row.data or {})} for row in rows]
    seen = cast(list[EventRow], access.visible(held, "on"))
    return sorted(seen, key=lambda row: (row["on"], row["id"]), reverse=True)


def visits(access: PatientAccess, today: date) -> VisitDates:
    """The last visit up to today and the next one after it."""
    days = sorted(row["on"] for row in events(access, "visit"))
    past = [on for on in days if on <= today.isoformat()]
    coming = [on for on in days if on > today.isoformat()]
    return {"last": past[-1] if past else None, "next": coming[0] if coming else None}


def pegs(access: PatientAccess) -> list[PegDocument]:
    """PEG weeks that begin on a visible day, newest first, each with its score."""
    rows = [peg_document(row) for row in reversed(_of(access.patient, Entry.Kind.PEG))]
    return [row for row in rows if access.shows(date.fromisoformat(row["monday"]))]


def peg(access: PatientAccess, monday: str) -> PegDocument | None:
    """One week under the same rule; None when there is none."""
    held = entry(access.patient, Entry.Kind.PEG, monday)
    return peg_document(held) if held and access.shows(date.fromisoformat(monday)) else None


def peg_document(row: Entry) -> PegDocument:
    """The three answers and their mean, which is only a score when all three are given (Krebs 2009)."""
    pain, enjoyment, activity = ((row.data or {}).get(name) for name in PEG)
    given = [value for value in (pain, enjoyment, activity) if value is not None]
    score = round(sum(given) / len(PEG), 2) if len(given) == len(PEG) else None
    return {"monday": row.key, "pain": pain, "enjoyment": enjoyment, "activity": activity, "score": score}


def unlogged(patient: Patient, last: date, days: int) -> list[date]:
    """Dates up to `last` that hold no night, oldest first."""
    wanted = [last - timedelta(days=back) for back in reversed(range(days))]
    # Nights in the trash count as logged: what a person deleted is not asked for again, nor filled for them.
    known = set(Night.objects.filter(patient=patient, date__in=wanted).values_list("date", flat=True))
    return [day for day in wanted if day not in known]


class PauseNotDue(Exception):
    """The latest nights were not all without pain: there is no pause to make."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Whether the journal may pause, whether it does, and what the weekly question would fill; as phones name it."""

    quiet_nights: int
    may_rest: bool
    resting: bool
    ask: bool
    missing: list[date]


def pause_of(patient: Patient, last: date) -> Pause:
    """Once enough nights in a row were without pain, one question a week.

    It is put when the journal is not paused yet, and while it is when no night of the week up to `last` was
    logged; never within a week of being put off.
    """
    known, resting = limits(), patient.user.resting
    count, missing = quiet_nights(patient), unlogged(patient, last, known.quiet_week)
    may_rest = count >= known.quiet_nights
    diary = Diary.objects.filter(patient=patient).first()
    off = diary.quiet_put_off_on if diary else None
    waits = off is not None and last - off < timedelta(days=known.quiet_week)
    ask = may_rest and not waits and (not resting or len(missing) == known.quiet_week)
    return Pause(count, may_rest, resting, ask, missing)


def _of(patient: Patient, kind: str) -> list[Entry]:
    return list(Entry.objects.filter(patient=patient, kind=kind, deleted=False).order_by("key"))
