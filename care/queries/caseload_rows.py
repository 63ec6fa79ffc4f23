"""What a caseload is made of, read for everyone at once: one query a kind of fact.

Every query goes through the consents in force; a night, week or flag from before the agreed date is left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery

from accounts.models import Consent, User
from care import sections
from care.models import PlanItem, PlanTick, Review, Tag
from care.plans import adherence
from care.queries.gathered import Gathered, night_text, nights_of, pain_of, strength_of, was_late
from insights import course
from insights.course_queries import last_ended
from insights.models import Flag
from journal.models import Entry, Night
from journal.snapshot import Told

Days = Mapping[UUID, date]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
PEG = ("pain", "enjoyment", "activity")


@dataclass(frozen=True, slots=True)
class Party:
    """One patient and the consent under which they stand in the caseload."""

    patient: UUID
    consent: UUID
    scope: str
    from_date: date | None
    until_date: date | None
    name: str
    timezone: str
    resting: bool
    pseudonym: UUID
    erase_on: date | None


# In the order of `Party`: plain columns, for three objects a patient cost more than all their nights.
PARTY = (
    "patient",
    "pk",
    "scope",
    "from_date",
    "until_date",
    "patient__user__name",
    "patient__user__timezone",
    "patient__user__resting",
    "patient__user__pseudonym",
    "patient__closure__erase_on",
)


@dataclass(slots=True)
class Held:
    """One patient's nights as the verdict reads them, how many of now were logged and late, and the last one."""

    told: list[Told] = field(default_factory=list)
    logged: int = 0
    late: int = 0
    last: Told | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything read, by patient id; who is missing has none of it."""

    nights: dict[UUID, Held]
    peg: dict[UUID, tuple[list[float], list[float]]]
    flags: dict[UUID, list[Flag]]
    adherence: dict[UUID, dict[str, int]]
    reviews: dict[UUID, datetime]
    tags: dict[UUID, list[str]]


@dataclass(frozen=True, slots=True)
class _Window:
    """Where the verdict's two windows and its reach begin for each patient, and the first day of anyone's."""

    now: Days
    before: Days
    last: Days
    reach: Days
    since: Mapping[UUID, date]
    first: date

    @classmethod
    def of(cls, parties: Iterable[Party], days: Days) -> "_Window":
        numbers = course.rules()
        span, base = (timedelta(days=nights) for nights in (numbers.now_nights, numbers.before_nights))
        since = {one.patient: one.from_date for one in parties if one.from_date}
        now = {patient: last_ended(today) - span + DAY for patient, today in days.items()}
        before = {patient: start - base for patient, start in now.items()}
        last = {patient: last_ended(today) for patient, today in days.items()}
        reach = {patient: today - numbers.reach * DAY for patient, today in days.items()}
        return cls(now, before, last, reach, since, min(reach.values(), default=date.max))

    def of_patient(self, patient: UUID) -> tuple[str, str, str]:
        """The date from which a night counts as now, the first that is seen at all, and the last that has ended."""
        seen = max(self.reach[patient], self.since.get(patient, date.min))
        return self.now[patient].isoformat(), seen.isoformat(), self.last[patient].isoformat()

    def side(self, patient: UUID, day: date) -> int | None:
        """0 for now, 1 for before, None for outside or unseen."""
        if day < self.since.get(patient, date.min) or day < self.before[patient]:
            return None
        return 0 if day >= self.now[patient] else 1


def parties(held: QuerySet[Consent]) -> list[Party]:
    """Whoever these consents open."""
    return [Party(*row) for row in held.values_list(*PARTY)]


def facts(therapist: User, held: QuerySet[Consent], parties: Iterable[Party], days: Days) -> Facts:
    """Read everything."""
    patients = held.values("patient")
    window = _Window.of(parties, days)
    nights = _nights(patients, window)
    _last_of_silent(nights, [patient for patient in days if patient not in nights], window)
    return Facts(
        nights=nights,
        peg=_peg(patients, window),
        flags=_flags(patients, window),
        adherence=_adherence(therapist, patients, days),
        reviews=_reviews(therapist, patients),
        tags=_tags(therapist, patients),
    )


def _nights(patients: Any, window: _Window) -> dict[UUID, Held]:
    rows = Night.objects.filter(patient__in=patients, date__gte=window.first, deleted_at=None)
    told = rows.read().order_by().values_list("patient_id").annotate(nights=Gathered(night_text()))
    held = ((patient, _held(nights, *window.of_patient(patient))) for patient, nights in told)
    return {patient: one for patient, one in held if one.last is not None}


def _held(text: str, now: str, before: str, last: str) -> Held:
    """One patient's nights from their gathered text; `now` to `last` is the newer window, `before` the first seen."""
    # Compared as text, which orders ISO dates: a night outside the window is never parsed.
    nights = [night for night in nights_of(text) if night >= before]
    recent = [night for night in nights if now <= night[:10] <= last]
    told = [(date.fromisoformat(night[:10]), pain_of(night), strength_of(night)) for night in nights]
    return Held(
        told=told,
        logged=len(recent),
        late=sum(map(was_late, recent)),
        last=_newest(told, date.fromisoformat(last)),
    )


def _newest(told: Sequence[Told], last: date) -> Told | None:
    """The newest night that is over, as the verdict counts them; one that is not only where there is no other."""
    return next((night for night in reversed(told) if night[0] <= last), told[-1] if told else None)


def _last_of_silent(found: dict[UUID, Held], silent: list[UUID], window: _Window) -> None:
    """Who has no night in the window may have an older one."""
    if not silent:
        return
    # A query of their own: to read everybody's nights back to their newest would mean whole diaries.
    newest = Night.objects.filter(patient=OuterRef("patient"), deleted_at=None).order_by("-date")
    rows = Night.objects.filter(patient__in=silent, date=Subquery(newest.values("date")[:1]))
    for patient, day, pain, strength in (
        rows.read().order_by().values_list("patient_id", "date", "hurt", "worst")
    ):
        if day >= window.since.get(patient, date.min):
            found[patient] = Held(last=(day, pain, 0 if pain is False else strength))


def _peg(patients: Any, window: _Window) -> dict[UUID, tuple[list[float], list[float]]]:
    """Means of fully answered weeks; a week counts where its last day lies."""
    found: dict[UUID, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    weeks = Entry.objects.filter(patient__in=patients, kind=Entry.Kind.PEG, deleted=False)
    # A week that began before the window may end in it.
    first = (window.first - WEEK).isoformat() if window.first < date.max else ""
    for patient, monday, data in weeks.filter(key__gte=first).values_list("patient_id", "key", "data"):
        answers: list[Any] = [(data or {}).get(name) for name in PEG]
        side = window.side(patient, date.fromisoformat(monday) + WEEK - DAY)
        # The PEG score is the mean of three answers; the mean of two is another measure.
        if side is not None and None not in answers:
            found[patient][side].append(sum(answers) / len(answers))
    return dict(found)


def _flags(patients: Any, window: _Window) -> dict[UUID, list[Flag]]:
    found: dict[UUID, list[Flag]] = defaultdict(list)
    order = Flag.Level.values
    rows = Flag.objects.filter(Flag.OPEN, patient__in=patients)
    # In Python, for levels are ordered by urgency and the database would order their names.
    for flag in sorted(rows, key=lambda row: (row.asks, order.index(row.level), row.rule)):
        if flag.night >= window.since.get(flag.patient_id, date.min):
            found[flag.patient_id].append(flag)
    return dict(found)


def _adherence(therapist: User, patients: Any, days: Days) -> dict[UUID, dict[str, int]]:
    items: dict[UUID, list[PlanItem]] = defaultdict(list)
    asked = PlanItem.objects.filter(therapist=therapist, patient__in=patients)
    for item in asked.filter(consent__state=Consent.State.ACTIVE):
        items[item.patient_id].append(item)
    if not items:
        return {}
    span = sections.rules().numbers.days("adherence_days")
    # The earliest date of anyone: where a patient lives it may still be yesterday.
    first = min(days.values()) - timedelta(days=span)
    ticks: dict[UUID, set[tuple[date, str]]] = defaultdict(set)
    done = PlanTick.objects.filter(patient__in=list(items), date__gte=first, done=True)
    for patient, day, item_id in done.values_list("patient_id", "date", "item"):
        ticks[patient].add((day, item_id))
    return {
        patient: adherence(rows, ticks[patient], last=days[patient] - DAY, days=span)
        for patient, rows in items.items()
    }


def _reviews(therapist: User, patients: Any) -> dict[UUID, datetime]:
    marks = Review.objects.filter(therapist=therapist, patient__in=patients).values("patient")
    return dict(marks.annotate(latest=Max("reviewed_at")).values_list("patient", "latest"))


def _tags(therapist: User, patients: Any) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Tag.objects.filter(therapist=therapist, patient__in=patients).order_by("label")
    for patient, label in rows.values_list("patient_id", "label"):
        found[patient].append(label)
    return dict(found)
