"""Writes of insights: a save with its warnings in one transaction, and readings of diaries that moved."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from accounts.access import PatientAccess
from accounts.models import Patient
from base import isolation, nudge
from insights import comparison_queries, experiments, queries, safety_log
from insights.comparison import Comparison, compare_many
from insights.models import AnalysisState, Flag, Insight
from insights.safety.ledger import TAKEN_BACK
from insights.safety_words import FlagDocument
from journal import history, restoring
from journal import services as diary
from journal.documents import HealthDocument, NightParts
from journal.edits import Edit
from journal.models import Night
from journal.outcomes import Outcome
from journal.progress import ProgressStream, run_to_end

CHUNK = 50
LEASE = timedelta(minutes=2)
LATER = timedelta(minutes=1)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedNight:
    """A saved night and the flags standing after it."""

    night: Night
    flags: list[Flag]


@transaction.atomic
def put_night(
    *, patient: Patient, date: date, parts: NightParts, now: datetime, version: int | None = None
) -> SavedNight:
    """Make the night exactly this and raise its flags, both or neither. InvalidRecord, StaleVersion."""
    night = diary.put_night(patient=patient, date=date, parts=parts, now=now, version=version)
    return SavedNight(night, _after_save(patient, now, [date]))


@transaction.atomic
def patch_night(
    *, patient: Patient, date: date, parts: NightParts, now: datetime, version: int | None = None
) -> SavedNight:
    """Complete the night and raise its flags, both or neither. InvalidRecord, StaleVersion."""
    night = diary.patch_night(patient=patient, date=date, parts=parts, now=now, version=version)
    return SavedNight(night, _after_save(patient, now, [date]))


@transaction.atomic
def drop_night(*, patient: Patient, date: date, now: datetime, version: int | None = None) -> bool:
    """Put a night in the trash; False when there was none. StaleVersion."""
    gone = diary.delete_night(patient=patient, date=date, now=now, version=version)
    if gone:
        _after_save(patient, now)
    return gone


def apply_changes(*, patient: Patient, edits: Sequence[Edit], now: datetime) -> list[Outcome]:
    """Merge a phone's edits and raise the flags they call for, both or neither; what became of each."""
    return run_to_end(apply_changes_with_progress(patient=patient, edits=edits, now=now))


def apply_changes_with_progress(
    *, patient: Patient, edits: Sequence[Edit], now: datetime
) -> ProgressStream[list[Outcome]]:
    """`apply_changes` told as it goes; nothing is kept unless it is asked to its end."""
    if not edits:
        return []
    with transaction.atomic():
        applied = yield from diary.apply_edits_with_progress(patient=patient, edits=edits, now=now)
        touched = [night.date for night in applied.nights]
        _after_save(patient, now, touched)
        return applied.outcomes


@transaction.atomic
def restore_night(*, patient: Patient, day: date, now: datetime) -> bool:
    """Take a night out of the trash and raise its flags; False when it is not there."""
    return _restored(restoring.restore_night(patient=patient, day=day, now=now), patient, now, [day])


@transaction.atomic
def restore_night_version(*, patient: Patient, day: date, change_id: str, now: datetime) -> bool:
    """Bring back one version of something of that night and raise its flags; False when there is none."""
    found = restoring.restore_version(
        patient=patient, changes=history.of_night(patient, day), change_id=change_id, now=now
    )
    return _restored(found, patient, now, [day])


@transaction.atomic
def restore_entry_version(*, patient: Patient, kind: str, key: str, change_id: str, now: datetime) -> bool:
    """Bring back one version of what belongs to no night and raise its flags; False when there is none."""
    found = restoring.restore_version(
        patient=patient, changes=history.of_entry(patient, kind, key), change_id=change_id, now=now
    )
    return _restored(found, patient, now)


def _restored(found: bool, patient: Patient, now: datetime, nights: Sequence[date] = ()) -> bool:
    if found:
        _after_save(patient, now, nights)
    return found


@transaction.atomic
def take_health(*, patient: Patient, document: HealthDocument, now: datetime) -> None:
    """Record the health background and raise its flags."""
    diary.put_health(patient=patient, document=document, now=now)
    _after_save(patient, now)


def mark_shown(*, patient: Patient, now: datetime) -> None:
    """Keep when the person first saw the flags that stand."""
    safety_log.mark_shown(Flag.objects.filter(Flag.OPEN, patient=patient, shown_at__isnull=True), now=now)


@transaction.atomic
def answer_flag(
    *,
    patient: Patient,
    rule: str,
    side: str,
    outcome: str,
    on: date,
    at: datetime,
    now: datetime,
    reply_id: str | None = None,
    as_shown: Mapping[str, Any] | None = None,
) -> list[FlagDocument]:
    """Keep what the person said at `at` after a flag, open, closed or not yet known; those standing afterwards."""
    # One writer at a time: a save judged meanwhile would not know this reply, and open again what it answers.
    diary.lock(patient)
    today = local_date(patient, now)
    safety_log.reply(
        patient=patient,
        rule=rule,
        side=side,
        outcome=outcome,
        on=on,
        at=at,
        today=today,
        now=now,
        reply_id=reply_id,
        as_shown=as_shown,
    )
    safety_log.raise_flags(patient=patient, today=today, now=now)
    return queries.open_flags(PatientAccess.whole(patient))


def take_answer_back(
    *, patient: Patient, rule: str, side: str, at: datetime, now: datetime, reply_id: str | None = None
) -> list[FlagDocument]:
    """Undo the last answer before `at` to a flag, whenever that answer comes; those standing afterwards."""
    on = local_date(patient, at)
    return answer_flag(
        patient=patient, rule=rule, side=side, outcome=TAKEN_BACK, on=on, at=at, now=now, reply_id=reply_id
    )


def _after_save(patient: Patient, now: datetime, nights: Sequence[date] = ()) -> list[Flag]:
    """Flags that follow from the diary, put before whoever saved."""
    flags = judge(patient, now, nights)
    safety_log.mark_shown(flags, now=now)
    return flags


def judge(patient: Patient, now: datetime, nights: Sequence[date] = ()) -> list[Flag]:
    """Flags that follow from the diary and the patterns last shown; the next reading may show others."""
    flags = safety_log.raise_flags(
        patient=patient,
        today=local_date(patient, now),
        now=now,
        nights=nights,
        shown=comparison_queries.last_shown(patient),
    )
    # Once committed: a worker that looks earlier finds nothing that moved.
    transaction.on_commit(lambda: nudge.send("insights.read_moved"))
    return flags


def local_date(patient: Patient, now: datetime) -> date:
    """Today where the patient lives."""
    return now.astimezone(ZoneInfo(patient.user.timezone)).date()


def analyse_changed(*, now: datetime, limit: int = CHUNK) -> int:
    """Claim diaries that moved past their last reading, compare them, keep one insight each; how many.

    A claim is a lease: a worker that dies lets it run out and another takes the diary. A diary that moves while
    it is read is read again.
    """
    claimed = [row for row in queries.stale_diaries(now, limit=limit) if _claim(row, now)]
    # Together they are read fastest; one by one is for finding the diary that cannot be read.
    if claimed and not any(isolation.each([claimed], partial(_read, now), _not_together)):
        for _ in isolation.each([[row] for row in claimed], partial(_read, now), partial(_set_aside, now)):
            pass
    return len(claimed)


def _read(now: datetime, claimed: Sequence[queries.StaleDiary]) -> bool:
    patients = [row.patient for row in claimed]
    today = [local_date(patient, now) for patient in patients]
    comparisons = compare_many(comparison_queries.diaries(patients, today), today)
    for row, day, comparison in zip(claimed, today, comparisons, strict=True):
        _keep(row, day, comparison, now)
    return True


def _not_together(claimed: Sequence[queries.StaleDiary], fault: Exception) -> None:
    log.warning("%d diaries cannot be read together: %s", len(claimed), isolation.name_of(fault))


def _set_aside(now: datetime, claimed: Sequence[queries.StaleDiary], fault: Exception) -> None:
    """One diary could not be read: tried again later, and after `TRIES` left alone until it moves."""
    row = claimed[0]
    log.error("the diary of record %s cannot be read", row.patient.pk, exc_info=fault)
    AnalysisState.objects.filter(patient=row.patient).update(
        failures=F("failures") + 1,
        failed_revision=row.revision,
        fault=isolation.name_of(fault),
        # Not at once: what fails now is likely to fail in the next tick too.
        leased_until=now + LATER,
    )


def _claim(row: queries.StaleDiary, now: datetime) -> bool:
    AnalysisState.objects.get_or_create(patient=row.patient)
    # Only while the lease is the one that was read: of two workers one updates no row.
    free = AnalysisState.objects.filter(patient=row.patient, leased_until=row.leased_until)
    return bool(free.update(leased_until=now + LEASE))


@transaction.atomic
def _keep(row: queries.StaleDiary, day: date, comparison: Comparison, now: datetime) -> None:
    Insight.objects.update_or_create(
        patient=row.patient,
        day=day,
        defaults={
            "revision": row.revision,
            "engine": comparison.engine,
            "content": comparison.content,
            "computed_at": now,
            "comparison": comparison_queries.stored(comparison),
        },
    )
    AnalysisState.objects.filter(patient=row.patient).update(
        revision=row.revision, leased_until=None, failures=0, failed_revision=0, fault=""
    )
    shown = [one.id for one in comparison.shown]
    safety_log.raise_flags(patient=row.patient, today=day, now=now, shown=shown)
    experiments.refresh(patient=row.patient, today=day, now=now)


def forget_readings() -> None:
    """Let every diary be read again, for a new engine or new content."""
    AnalysisState.objects.update(revision=0, failures=0)


def release_readings() -> int:
    """Let quarantined diaries be read again; how many."""
    return queries.quarantined_readings().update(failures=0, fault="", leased_until=None)
