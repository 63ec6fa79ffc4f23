"""What several readings of one record have in common, read once: its entries in one query, its nights in another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, JSONField, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from accounts.access import PatientAccess
from journal import column_queries, entry_queries, queries
from journal.column_queries import FactorNight, PlaceRow
from journal.entry_queries import EventRow
from journal.mappings import HealthMapping
from journal.models import Entry, Episode, Night

Row = dict[str, Any]
# A night's date, whether it hurt, and its worst strength.
Told = tuple[date, bool | None, int | None]


@dataclass(frozen=True, slots=True)
class Entries:
    """What belongs to no single night, for one reader."""

    access: PatientAccess
    rows: tuple[Entry, ...]

    def health_seen(self) -> HealthMapping:
        """As `journal.queries.health_document`: nothing for a reader who may not know it."""
        return queries.health_of(self._of(Entry.Kind.HEALTH)) if self.access.tells_background else {}

    def whole_health(self, today: date) -> HealthMapping:
        """The whole background that still counts; what of it may be named is for the caller to decide."""
        return queries.health_of(self._of(Entry.Kind.HEALTH), today)

    def told_health(self) -> HealthMapping:
        """As `journal.queries.told_health`: the whole background with the instant of each answer."""
        return queries.told_health_of(self._of(Entry.Kind.HEALTH))

    def events(self) -> list[EventRow]:
        """As `journal.entry_queries.events`: newest first."""
        return entry_queries.events_of(self.access, self._of(Entry.Kind.EVENT))

    def pegs(self) -> dict[str, list[int | None]]:
        """As `journal.column_queries.pegs`: the three answers by Monday."""
        return column_queries.pegs_of(self._of(Entry.Kind.PEG))

    def own_labels(self) -> dict[str, str]:
        """As `journal.column_queries.own_labels`: own day factors by slug."""
        return column_queries.labels_of(self._of(Entry.Kind.FACTOR))

    def _of(self, kind: str) -> list[Entry]:
        return [row for row in self.rows if row.kind == kind]


def entries(access: PatientAccess) -> Entries:
    """Every standing entry, by key: one query."""
    rows = Entry.objects.filter(patient=access.patient, deleted=False).order_by("kind", "key")
    return Entries(access, tuple(rows))


@dataclass(frozen=True, slots=True)
class Nights:
    """Every visible night as columns, those from `first` on with their document too; oldest first."""

    access: PatientAccess
    first: date
    rows: tuple[Row, ...]

    def documents(self, first: date, last: date | None = None) -> list[Row]:
        """As `journal.queries.night_documents`. ValueError for a first day whose documents were not read."""
        if first < self.first:
            raise ValueError(f"documents were read from {self.first} on")
        return [row["held"] for row in self._between(first, last)]

    def told(self) -> list[Told]:
        """What the verdict on the course is made of."""
        return [(row["date"], row["hurt"], row["worst"]) for row in self.rows]

    def factors(self, last: date) -> list[FactorNight]:
        """As `journal.column_queries.factors` up to that day."""
        return [
            column_queries.factor_row(
                column_queries.strength_row(
                    row["date"].isoformat(), row["hurt"], row["spells"], row["worst"]
                ),
                row["day"],
                row["tips_tried"],
            )
            for row in self._between(date.min, last)
            if not row["late"] and row["day"] is not None
        ]

    def _between(self, first: date, last: date | None) -> Iterator[Row]:
        return (row for row in self.rows if first <= row["date"] and (last is None or row["date"] <= last))


def nights(access: PatientAccess, *, first: date) -> Nights:
    """All visible nights, with documents from `first` on: one query."""
    # Counted beside the nights: a join would have to group by every column, documents too.
    alive = Episode.objects.alive().filter(night=OuterRef("pk")).order_by().values("night")
    spells = Subquery(alive.annotate(many=Count("pk")).values("many"), output_field=IntegerField())
    # Documents are the bulk of a night, and of the older ones nobody asks for them.
    recent = When(GreaterThanOrEqual(F("date"), Value(first)), then=F("document"))
    rows = (
        Night.objects.of(access.patient)
        .between(access.clip(None), None)
        .read()
        .annotate(spells=Coalesce(spells, 0), held=Case(recent, output_field=JSONField()))
        .order_by("date")
    )
    names = ("date", "hurt", "worst", "late", "day", "tips_tried", "spells", "held")
    return Nights(access, first, tuple(rows.values(*names)))


def places(access: PatientAccess, *, first: date, last: date) -> list[PlaceRow]:
    """As `journal.column_queries.places` of the visible nights, each with the date of its night: one query."""
    return list(column_queries.places(access.patient, access.clip(first), last))


def of_nights(rows: Iterable[PlaceRow], first: date, last: date) -> list[PlaceRow]:
    """Those episodes that are of nights of these dates."""
    return [row for row in rows if first <= row["on"] <= last]
