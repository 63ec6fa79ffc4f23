"""Reads of insights: what stands, and which diaries are still to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.models import Patient
from insights.comparison import Comparison, compare
from insights.models import Flag, Insight
from insights.profiles.loader import load as load_profiles
from insights.safety_words import flag_document
from journal.models import Diary
from journal.queries import health_document, health_documents, night_documents

# The earlier looks of the two-looks rule read as far again before the window.
LOOKBACKS = 2


@dataclass(frozen=True, slots=True)
class Unread:
    """A diary that moved past its last reading."""

    patient: Patient
    revision: int
    leased_until: datetime | None


def unread(now: datetime, *, limit: int) -> list[Unread]:
    """Diaries to read that nobody holds, those longest unread first."""
    free = Q(patient__reading__leased_until__isnull=True) | Q(patient__reading__leased_until__lt=now)
    known = Diary.objects.annotate(read=Coalesce("patient__reading__revision", 0))
    rows = known.filter(free, revision__gt=F("read")).select_related("patient__user", "patient__reading")
    return [_unread(diary) for diary in rows.order_by("patient__reading__leased_until", "pk")[:limit]]


def _unread(diary: Diary) -> Unread:
    reading = getattr(diary.patient, "reading", None)
    return Unread(diary.patient, diary.revision, reading.leased_until if reading else None)


def diary_of(patient: Patient, *, today: date, days: int) -> dict[str, Any]:
    """The diary's last `days` calendar days as the engine and the rules read it."""
    nights = night_documents(patient, first=today - timedelta(days=days), last=None)
    return {"patient": str(patient.pk), "health": health_document(patient), "nights": nights}


def diaries(patients: Sequence[Patient], today: Sequence[date]) -> list[dict[str, Any]]:
    """`diary_of` for a chunk of patients, as far back as the comparison looks."""
    days = LOOKBACKS * load_profiles().parameters.window_days
    health = health_documents(patients)
    return [
        {
            "patient": str(patient.pk),
            "health": health[patient.pk],
            "nights": night_documents(patient, first=day - timedelta(days=days), last=day),
        }
        for patient, day in zip(patients, today, strict=True)
    ]


def stored(comparison: Comparison) -> dict[str, Any]:
    """What is kept of a comparison: as a patient and as a therapist may see it, and what tips need."""
    return {
        "patient": comparison.for_patient(),
        "therapist": comparison.for_therapist(),
        "shown": [one.id for one in comparison.shown],
        "q": {one.id: one.q for one in comparison.profiles},
    }


def insight_of(patient: Patient, *, today: date, therapist: bool) -> dict[str, Any]:
    """The latest comparison as this reader may see it; an empty one before the first reading."""
    latest = Insight.objects.filter(patient=patient).order_by("-day").first()
    if latest is None:
        empty = compare({"patient": "", "health": {}, "nights": []}, today=today)
        return {**empty.for_patient(), "computed_at": None, "safety": open_flags(patient)}
    view = latest.comparison["therapist" if therapist else "patient"]
    return {**view, "computed_at": latest.computed_at.isoformat(), "safety": open_flags(patient)}


def open_flags(patient: Patient) -> list[dict[str, Any]]:
    """Standing flags, the most urgent first."""
    rows = list(Flag.objects.filter(Flag.OPEN, patient=patient))
    order = Flag.Level.values
    return [flag_document(row) for row in sorted(rows, key=lambda row: (order.index(row.level), row.rule))]
