"""The diary as bare columns, for readings over many years: a fixed number of queries, no document built.

Each function returns nights as the mappings that series are read from, holding only what it names.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypedDict

import orjson
from django.db.models import CharField, Count, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import Patient
from journal.models import Entry, Episode, Night
from journal.queries import entries_of

PEG = ("pain", "enjoyment", "activity")


class StrengthRow(TypedDict):
    """A night's ISO date, whether it hurt, and for each episode the worst `intensity` of the night."""

    date: str
    pain: bool | None
    episodes: list[dict[str, int | None]]


class FactorNight(StrengthRow):
    """The same with the answers about the day by their id, and the tips tried, each with whether it helped."""

    day: dict[str, bool | None]
    tips_tried: list[dict[str, Any]] | None


class SleepRow(TypedDict):
    """A night's ISO date and its sleep as it was said."""

    date: str
    sleep: Any


class PlaceRow(TypedDict):
    """An episode: the number of its night, that night's date, its places, onset and actions, and its local hour."""

    night: int
    on: date
    sites: list[dict[str, Any]] | None
    onset: str | None
    actions: dict[str, str | None] | None
    hour: int | None


def strengths(patient: Patient, first: date | None, last: date | None) -> list[StrengthRow]:
    """`date`, `pain` and for each episode the worst `intensity` of the night, oldest first: one query."""
    alive = Q(episodes__deleted=False)
    told = _told(patient, first, last).values("pk", "on", "hurt", "worst")
    rows = told.annotate(spells=Count("episodes", filter=alive)).values_list("on", "hurt", "spells", "worst")
    return [strength_row(*row) for row in rows]


def strength_row(on: str, hurt: bool | None, spells: int, worst: int | None) -> StrengthRow:
    """A night of `strengths`."""
    # Strength is read as the worst of the episodes, so each may bear the worst of all; their number is the true one.
    return {"date": on, "pain": hurt, "episodes": [{"intensity": worst}] * spells}


def sleeps(patient: Patient, first: date | None, last: date | None) -> list[SleepRow]:
    """`date` and the sleep as it was said, oldest first: one query."""
    sleep = Cast(KT("document__sleep"), TextField())
    rows = _told(patient, first, last).annotate(sleep=sleep).values_list("on", "sleep")
    return [{"date": on, "sleep": orjson.loads(said) if said else None} for on, said in rows]


def factors(patient: Patient, first: date | None, last: date | None) -> list[FactorNight]:
    """`strengths` with the answers about the day and the tips tried; nights filled in late are left out."""
    # The day of a night filled in late is remembered in the light of the night, so it says nothing of a factor.
    known = {
        on: (day, tips)
        for on, day, tips in _told(patient, first, last)
        .filter(late=False)
        .values_list("on", "day", "tips_tried")
    }
    rows = []
    for night in strengths(patient, first, last):
        day, tips = known.get(night["date"], (None, None))
        if day is not None:
            rows.append(factor_row(night, day, tips))
    return rows


def factor_row(
    night: StrengthRow, day: dict[str, bool | None], tips: dict[str, bool | None] | None
) -> FactorNight:
    """A night of `factors`."""
    tried = [{"tip": tip, "helped": helped} for tip, helped in (tips or {}).items()]
    return {**night, "day": day, "tips_tried": tried or None}


def places(patient: Patient, first: date | None, last: date | None) -> Iterator[PlaceRow]:
    """Each live episode's `night` and its date `on`, `sites`, `onset`, `actions` and local `hour`: one query."""
    names = ("night_id", "night__date", "sites", "onset", "actions", "started_at", "started_offset")
    for row in _episodes(patient, first, last).values_list(*names).iterator(chunk_size=2000):
        night_id, on, sites, onset, actions, started, offset = row
        yield {
            "night": night_id,
            "on": on,
            "sites": sites,
            "onset": onset,
            "actions": actions,
            "hour": _hour(started, offset),
        }


def pegs(patient: Patient) -> dict[str, list[int | None]]:
    """The three weekly answers by Monday: one query."""
    return pegs_of(entries_of(patient, Entry.Kind.PEG))


def pegs_of(rows: Iterable[Entry]) -> dict[str, list[int | None]]:
    """The three weekly answers by Monday."""
    return {row.key: [(row.data or {}).get(name) for name in PEG] for row in rows}


def own_labels(patient: Patient) -> dict[str, str]:
    """The person's own day factors by slug, as they call them now: one query."""
    return labels_of(entries_of(patient, Entry.Kind.FACTOR))


def labels_of(rows: Iterable[Entry]) -> dict[str, str]:
    """Own day factors by slug, as they are called now."""
    return {row.data["slug"]: row.data["label"] for row in rows if row.data}


def _told(patient: Patient, first: date | None, last: date | None) -> QuerySet[Any]:
    """Nights oldest first, `on` their date as text: thousands of dates are not made for nothing."""
    nights = Night.objects.of(patient).between(first, last).read()
    told: QuerySet[Any] = nights.annotate(on=Cast("date", CharField())).order_by("date")
    return told


def _episodes(patient: Patient, first: date | None, last: date | None) -> QuerySet[Episode]:
    alive = Episode.objects.alive().filter(patient=patient, night__deleted_at__isnull=True)
    return _dated(alive, first, last)


def _dated(rows: QuerySet[Any], first: date | None, last: date | None) -> QuerySet[Any]:
    rows = rows if first is None else rows.filter(night__date__gte=first)
    return rows if last is None else rows.filter(night__date__lte=last)


def _hour(started: datetime | None, offset: int | None) -> int | None:
    # The hour on the clock where it hurt: what is stored is UTC.
    return None if started is None else (started + timedelta(minutes=offset or 0)).hour
