"""The weeks of many people at once: a handful of queries whatever their number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from accounts.models import Patient
from delivery.week import DAYS, TREND_DAYS, Found, Todo, Week, counted, told
from insights.models import Insight
from journal.models import Entry, Episode, Night, SleepPeriod

# What the time asleep is reckoned from.
SLEEP = (
    "tried_to_sleep_at",
    "minutes_to_fall_asleep",
    "awakenings",
    "minutes_awake",
    "final_awakening_at",
)
Documents = Mapping[UUID, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose week, which, and whether with symptoms."""

    patient: UUID
    monday: date
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
    nights, views, visits = _documents(asked), _views(asked), _visits(asked)
    return {
        one.patient: told(
            one.monday,
            _until(nights.get(one.patient, ()), one.monday),
            Found.of(views[one.patient]) if one.patient in views else Found(),
            _todo(views.get(one.patient), visits.get(one.patient)),
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
    """Nights with no more in them than the week's figures need: three queries."""
    nights = _nights(asked, TREND_DAYS)
    episodes, sleep = defaultdict(list), defaultdict(list)
    inside = {"night__in": nights.order_by().values("pk")}
    for night, intensity in Episode.objects.filter(deleted=False, **inside).values_list("night", "intensity"):
        episodes[night].append({"intensity": intensity})
    for period in SleepPeriod.objects.filter(**inside).order_by("position").values("night", *SLEEP):
        sleep[period.pop("night")].append(period)
    found: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for pk, patient, day, pain in nights.values_list("pk", "patient_id", "date", "pain"):
        spells = episodes[pk]
        found[patient].append(
            {
                "date": day.isoformat(),
                "pain": True if spells else pain,
                "episodes": spells,
                "sleep": sleep[pk] or None,
            }
        )
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


def _visits(asked: Sequence[Asked]) -> dict[UUID, date]:
    """The next visit noted for the week after this one."""
    first = min(one.monday for one in asked) + timedelta(days=DAYS)
    rows = Entry.objects.filter(
        patient__in=[one.patient for one in asked], kind=Entry.Kind.EVENT, deleted=False, data__kind="visit"
    ).values_list("patient_id", "data")
    dates = [(patient, date.fromisoformat(data["on"])) for patient, data in rows if data]
    near = [(on, patient) for patient, on in dates if first <= on < first + timedelta(days=DAYS)]
    return {patient: on for on, patient in sorted(near, key=lambda one: one[0], reverse=True)}


def _todo(view: Mapping[str, Any] | None, visit: date | None) -> Todo:
    if visit is not None:
        return Todo("visit", on=visit)
    return Todo.of(view) if view else Todo()
