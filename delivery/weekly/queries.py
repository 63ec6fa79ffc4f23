"""The weeks of many people at once: a handful of queries whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from accounts.models import Patient
from care.models import Note
from delivery.weekly.facts import DAYS, TREND_DAYS, Found, Todo, Week, counted, told
from insights.course_queries import verdicts_of
from insights.experiment_queries import tonights_arm
from insights.models import Experiment, Flag, Insight
from insights.pattern_warnings import warnings_beside
from journal.models import Entry, Night

Documents = Mapping[UUID, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose week, which, the date where they are, and whether with symptoms."""

    patient: UUID
    monday: date
    today: date
    symptoms: bool


def weeks(asked: Sequence[Asked]) -> dict[UUID, Week]:
    """Each patient's week: dates alone for the neutral mail, everything for the open one."""
    found = _counted([one for one in asked if not one.symptoms])
    return found | _told([one for one in asked if one.symptoms])


def _counted(asked: Sequence[Asked]) -> dict[UUID, Week]:
    if not asked:
        return {}
    rows = _nights(asked, 2 * DAYS).values_list("patient_id", "date")
    dates: dict[UUID, list[date]] = defaultdict(list)
    for patient, day in rows:
        dates[patient].append(day)
    return {one.patient: counted(one.monday, dates[one.patient]) for one in asked}


def _told(asked: Sequence[Asked]) -> dict[UUID, Week]:
    if not asked:
        return {}
    nights, views, todo = _documents(asked), _views(asked), _todo_reads(asked)
    flags = _open_flags(views)
    # Whoever paused gets no mail (`services/composing.py`), so the verdict need not ask.
    verdicts = verdicts_of({one.patient: (one.today, None) for one in asked}, resting=())
    return {
        one.patient: told(
            one.monday,
            _until(nights.get(one.patient, ()), one.monday),
            Found.of(views[one.patient], flags[one.patient]) if one.patient in views else Found(),
            Todo.first(
                views.get(one.patient),
                visit=todo.visits.get(one.patient),
                note=one.patient in todo.noted,
                arm=todo.arms.get(one.patient),
            ),
            verdicts[one.patient],
        )
        for one in asked
    }


def _nights(asked: Sequence[Asked], days: int) -> Any:
    first = min(one.monday for one in asked) + timedelta(days=DAYS - days)
    last = max(one.monday for one in asked) + timedelta(days=DAYS - 1)
    patients = [one.patient for one in asked]
    return Night.objects.filter(
        patient__in=patients, deleted_at__isnull=True, date__range=(first, last)
    ).order_by("date")


def _documents(asked: Sequence[Asked]) -> Documents:
    """Every night of these weeks as the journal keeps it: one query."""
    found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for patient, document in _nights(asked, TREND_DAYS).values_list("patient_id", "document"):
        found[patient].append(document)
    return found


def _until(nights: Sequence[Mapping[str, Any]], monday: date) -> list[Mapping[str, Any]]:
    """Nights of the four weeks that end with this one; people of other zones may be a week ahead."""
    last = (monday + timedelta(days=DAYS - 1)).isoformat()
    first = (monday + timedelta(days=DAYS - TREND_DAYS)).isoformat()
    return [night for night in nights if first <= night["date"] <= last]


def _views(asked: Sequence[Asked]) -> dict[UUID, Mapping[str, Any]]:
    """The latest comparison as its patient may see it."""
    patients = [one.patient for one in asked]
    latest = Insight.objects.filter(patient=OuterRef("pk")).order_by("-day").values("pk")[:1]
    ids = Patient.objects.filter(pk__in=patients).annotate(latest=Subquery(latest)).values("latest")
    rows = Insight.objects.filter(pk__in=ids)
    return dict(rows.values_list("patient_id", "comparison__patient"))


def _open_flags(views: Mapping[UUID, Mapping[str, Any]]) -> Mapping[UUID, list[tuple[str, str]]]:
    """Rule and level of the open flags of those who are shown a pattern with a warning; nobody else's are read."""
    warned = [
        patient
        for patient, view in views.items()
        if any(warnings_beside(one["id"], ()) for one in view["profiles"])
    ]
    rows = Flag.objects.filter(Flag.OPEN, patient__in=warned)
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for patient, rule, level in rows.values_list("patient_id", "rule", "level"):
        found[patient].append((rule, level))
    return found


@dataclass(frozen=True, slots=True)
class _ToDo:
    """What there may be to do, by patient."""

    visits: Mapping[UUID, date]
    noted: Set[UUID]
    arms: Mapping[UUID, bool]


def _todo_reads(asked: Sequence[Asked]) -> _ToDo:
    return _ToDo(_visits(asked), _noted(asked), _arms(asked))


def _visits(asked: Sequence[Asked]) -> dict[UUID, date]:
    """The next visit within a week from today."""
    today = {one.patient: one.today for one in asked}
    rows = Entry.objects.filter(
        patient__in=today, kind=Entry.Kind.EVENT, deleted=False, data__kind="visit"
    ).values_list("patient_id", "data__on")
    found: dict[UUID, date] = {}
    for patient, said in rows:
        on = date.fromisoformat(said)
        if today[patient] <= on < today[patient] + timedelta(days=DAYS):
            found[patient] = min(on, found.get(patient, on))
    return found


def _noted(asked: Sequence[Asked]) -> set[UUID]:
    """Who was left a note since the week that is told of began."""
    since = {one.patient: one.monday for one in asked}
    first = datetime.combine(min(since.values()), time(), UTC)
    rows = Note.objects.filter(patient__in=since, shared=True, written_at__gte=first)
    others = rows.exclude(author=F("patient__user")).values_list("patient_id", "written_at")
    return {patient for patient, at in others if at.date() >= since[patient]}


def _arms(asked: Sequence[Asked]) -> dict[UUID, bool]:
    """Whether tonight is a night with or without the tip that is being tried out: those who try one are few."""
    tonight = {one.patient: one.today for one in asked}
    running = Patient.objects.filter(pk__in=tonight, experiments__state=Experiment.State.RUNNING)
    arms = {patient.pk: tonights_arm(patient, tonight[patient.pk]) for patient in running}
    return {patient: arm.on for patient, arm in arms.items() if arm is not None}
