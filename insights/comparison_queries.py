"""Reads of the comparison with the patterns: the diaries it is made of, and what is kept of it for each reader."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypedDict

from django.db.models import QuerySet

from accounts.access import PatientAccess
from accounts.models import Patient
from insights.changes import changed, remade
from insights.comparison import Comparison, compare
from insights.models import Insight
from insights.profiles.loader import load as load_profiles
from journal.mappings import HealthMapping, NightMapping
from journal.queries import health_document, health_documents, night_documents

# The earlier looks of the two-looks rule read as far again before the window.
LOOKBACKS = 2
WEEK = timedelta(days=7)
Diary = Mapping[str, Any]


class DiaryMapping(TypedDict):
    """A diary as the engine and the rules read it: whose it is, the health background, the nights."""

    patient: str
    health: HealthMapping
    nights: list[NightMapping]


class Known(TypedDict):
    """What tips need of a comparison: the ids of the patterns that are shown, and q of each pattern."""

    shown: list[str]
    q: dict[str, float]


class Stored(Known):
    """What is kept of a comparison: the views of a patient and of a therapist besides."""

    patient: dict[str, Any]
    therapist: dict[str, Any]


def days_compared() -> int:
    """How many calendar days back a comparison reads."""
    return LOOKBACKS * load_profiles().parameters.window_days


def diary_of(access: PatientAccess, *, today: date, days: int) -> DiaryMapping:
    """The diary's last `days` calendar days as far as they may be seen, as the engine and the rules read it."""
    # The rules judge by every answer; which of them are named is decided where they are told.
    health = health_document(PatientAccess.whole(access.patient), today=today)
    nights = night_documents(access, first=today - timedelta(days=days), last=None)
    return {"patient": str(access.patient.pk), "health": health, "nights": nights}


def diaries(patients: Sequence[Patient], today: Sequence[date]) -> list[DiaryMapping]:
    """`diary_of` for a chunk of patients, as far back as the comparison looks."""
    days = days_compared()
    health = health_documents(patients, today=max(today, default=None))
    return [
        {
            "patient": str(patient.pk),
            "health": health[patient.pk],
            "nights": night_documents(
                PatientAccess.whole(patient), first=day - timedelta(days=days), last=day
            ),
        }
        for patient, day in zip(patients, today, strict=True)
    ]


def stored(comparison: Comparison) -> Stored:
    """What is kept of a comparison: as a patient and as a therapist may see it, and what tips need."""
    return {
        "patient": comparison.for_patient(),
        "therapist": comparison.for_therapist(),
        "shown": [one.id for one in comparison.shown],
        "q": {one.id: one.q for one in comparison.profiles},
    }


@dataclass
class Compared:
    """One record's comparison for one reader; each row is read, and a comparison made anew, at most once.

    `diary` gives the days that a comparison reads, as `diary_of`, and `earlier` those of one made on an earlier day,
    as `diaries`; each is asked only where a comparison is made.
    """

    access: PatientAccess
    today: date
    diary: Callable[[], Diary]
    earlier: Callable[[date], Diary]

    @cached_property
    def latest(self) -> Insight | None:
        """What was kept last."""
        return _kept(self.access.patient).first()

    @cached_property
    def _fresh(self) -> Comparison:
        return compare(self.diary(), today=self.today)

    @property
    def _cut(self) -> bool:
        """Whether this reader's first night cuts into the nights that are compared."""
        since = self.access.since
        return since is not None and since > self.today - timedelta(days=days_compared())

    def document(self, safety: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """As `insight_of`, with these flags that stand."""
        latest = self.latest
        if self._cut:
            computed_at = latest.computed_at.isoformat() if latest else None
            fresh = self._fresh.for_therapist()
            return {**fresh, "computed_at": computed_at, "changed": None, "safety": safety}
        if latest is None:
            # Compared, not written out: the first answer has every key that later ones have.
            empty = compare({"patient": "", "health": {}, "nights": []}, today=self.today)
            return {**empty.for_patient(), "computed_at": None, "changed": None, "safety": safety}
        view = latest.comparison["patient" if self.access.own else "therapist"]
        before = _kept(self.access.patient).filter(day__lte=latest.day - WEEK).first()
        return {
            **view,
            "computed_at": latest.computed_at.isoformat(),
            "changed": self._changed(before, latest) if before else None,
            "safety": safety,
        }

    def _changed(self, before: Insight, latest: Insight) -> dict[str, Any]:
        """What changed since; by another method than today's, the nights up to then are compared by today's too."""
        again = (
            compare(self.earlier(before.day), today=before.day).for_patient()
            if remade(before, latest)
            else None
        )
        return changed(before, latest, again, self.access.language)

    def shown(self) -> list[str]:
        """Ids of the patterns that are shown; to whom not every night is open, those of the nights that are."""
        if self.access.since is not None:
            return [one.id for one in self._fresh.shown]
        return (self.latest.comparison.get("shown") or []) if self.latest else []

    def known(self) -> Known:
        """What tips need of it: `shown` and `q`."""
        if self.access.since is not None:
            return stored(self._fresh)
        return self.latest.comparison if self.latest else {"shown": [], "q": {}}


def compared(access: PatientAccess, *, today: date) -> Compared:
    """The comparison of a record that was not read yet."""
    return Compared(
        access,
        today,
        lambda: diary_of(access, today=today, days=days_compared()),
        lambda day: diaries([access.patient], [day])[0],
    )


def _kept(patient: Patient) -> QuerySet[Insight]:
    return Insight.objects.filter(patient=patient).order_by("-day")


def last_shown(patient: Patient) -> list[str]:
    """Ids of the patterns last shown; empty before the first reading."""
    return _kept(patient).values_list("comparison__shown", flat=True).first() or []
