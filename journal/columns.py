"""The diary as bare columns, for readings over many years: a fixed number of queries, no document built.

Each function returns nights as the mappings that series are read from, holding only what it names.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.models import Patient
from journal.models import Entry, Episode, Night, SleepPeriod
from journal.rows import SLEEP_INSTANTS, SLEEP_NUMBERS

Row = dict[str, Any]
PEG = ("pain", "enjoyment", "activity")


def strengths(patient: Patient, first: date | None, last: date | None) -> list[Row]:
    """`date`, `pain` and each episode's `intensity`, oldest first: two queries."""
    nights = _nights(patient, first, last, "pain")
    for night_id, intensity in _episodes(patient, first, last).values_list("night_id", "intensity"):
        if night_id in nights:
            night = nights[night_id]
            night["pain"] = True
            night["episodes"].append({"intensity": intensity})
    return list(nights.values())


def sleeps(patient: Patient, first: date | None, last: date | None) -> list[Row]:
    """`date` and the sleep periods, oldest first: two queries."""
    nights = _nights(patient, first, last)
    names = (*SLEEP_INSTANTS, *SLEEP_NUMBERS)
    periods = SleepPeriod.objects.filter(night__patient=patient, night__deleted_at__isnull=True)
    for night_id, *values in _dated(periods, first, last).values_list("night_id", *names):
        if night_id in nights:
            nights[night_id].setdefault("sleep", []).append(dict(zip(names, values, strict=True)))
    return list(nights.values())


def factors(patient: Patient, first: date | None, last: date | None) -> list[Row]:
    """`strengths` with the answers about the day and the tips tried; nights filled in late are left out."""
    known = {
        on: (day, tips)
        for on, day, tips in Night.objects.of(patient)
        .between(first, last)
        .filter(late=False)
        .values_list("date", "day", "tips_tried")
    }
    rows = []
    for night in strengths(patient, first, last):
        day, tips = known.get(date.fromisoformat(night["date"]), (None, None))
        if day is not None:
            tried = [{"tip": tip, "helped": helped} for tip, helped in (tips or {}).items()]
            rows.append({**night, "day": day, "tips_tried": tried or None})
    return rows


def places(patient: Patient, first: date | None, last: date | None) -> Iterator[Row]:
    """Each standing episode's `night`, `sites`, `onset`, `actions` and local `hour`: one query."""
    names = ("night_id", "sites", "onset", "actions", "started_at", "started_offset")
    for row in _episodes(patient, first, last).values_list(*names).iterator(chunk_size=2000):
        night_id, sites, onset, actions, started, offset = row
        yield {
            "night": night_id,
            "sites": sites,
            "onset": onset,
            "actions": actions,
            "hour": _hour(started, offset),
        }


def pegs(patient: Patient) -> dict[str, list[int | None]]:
    """The three weekly answers by Monday: one query."""
    rows = Entry.objects.filter(patient=patient, kind=Entry.Kind.PEG, deleted=False)
    said = ((key, data or {}) for key, data in rows.values_list("key", "data"))
    return {key: [data.get(name) for name in PEG] for key, data in said}


def own_labels(patient: Patient) -> dict[str, str]:
    """The person's own day factors by slug, as they call them now: one query."""
    rows = Entry.objects.filter(patient=patient, kind=Entry.Kind.FACTOR, deleted=False)
    return {data["slug"]: data["label"] for data in rows.values_list("data", flat=True) if data}


def _nights(patient: Patient, first: date | None, last: date | None, *names: str) -> dict[int, Row]:
    """Nights by primary key, oldest first."""
    rows: Iterable[Any] = (
        Night.objects.of(patient).between(first, last).order_by("date").values_list("pk", "date", *names)
    )
    return {
        pk: {"date": on.isoformat(), "episodes": [], **dict(zip(names, values, strict=True))}
        for pk, on, *values in rows
    }


def _episodes(patient: Patient, first: date | None, last: date | None) -> QuerySet[Episode]:
    standing = Episode.objects.filter(patient=patient, deleted=False, night__deleted_at__isnull=True)
    return _dated(standing, first, last)


def _dated(rows: QuerySet[Any], first: date | None, last: date | None) -> QuerySet[Any]:
    rows = rows if first is None else rows.filter(night__date__gte=first)
    return rows if last is None else rows.filter(night__date__lte=last)


def _hour(started: datetime | None, offset: int | None) -> int | None:
    return None if started is None else (started + timedelta(minutes=offset or 0)).hour
