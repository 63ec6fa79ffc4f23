"""Writes to a diary. Every way in (the night's own route, sync, import) ends in `apply_edits`."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.access import PatientAccess
from accounts.models import Patient
from accounts.services import set_paused
from journal import night_diff
from journal.documents import HealthDocument, NightParts
from journal.edits import Edit
from journal.limits import load as limits
from journal.merge import OURS, SERVER, Stamp, tick
from journal.merge_batch import MergeBatch, Verdict
from journal.models import Change, Diary, Entry, Night
from journal.night import painful
from journal.outcomes import Applied, Outcome, StaleVersion
from journal.progress import Progress, ProgressStream, run_to_end
from journal.queries import entries_of, find_night, quiet_nights

# As many edits as one query can name on every database.
TOGETHER = 3_000


def apply_edits(*, patient: Patient, edits: Sequence[Edit], now: datetime) -> Applied:
    """Merge edits into the diary: history, units and revision in one transaction.

    A repeated `change_id` is a duplicate and does nothing. Any order and any split of the same edits gives the
    same record.
    """
    return run_to_end(apply_edits_with_progress(patient=patient, edits=edits, now=now))


def apply_edits_with_progress(
    *, patient: Patient, edits: Sequence[Edit], now: datetime
) -> ProgressStream[Applied]:
    """`apply_edits` told as it goes; nothing is kept unless it is asked to its end."""
    # One transaction for all parts: half a file in a diary is worse than none, for nobody could say what is missing.
    with transaction.atomic(savepoint=False):
        diary, taken = lock(patient), []
        for start in range(0, len(edits), TOGETHER):
            yield Progress("writing", start, len(edits))
            taken.append(_apply(diary, patient, edits[start : start + TOGETHER], now))
        outcomes = [outcome for part in taken for outcome in part.outcomes]
        return Applied(outcomes, [night for part in taken for night in part.nights], diary.revision)


@transaction.atomic(savepoint=False)
def put_night(
    *, patient: Patient, date: date, parts: NightParts, now: datetime, version: int | None = None
) -> Night:
    """Make the night exactly this; the same body again changes nothing. StaleVersion."""
    diary, held = _held(patient, date, version)
    units = night_diff.diff_for_put(held.document if held else None, parts, date)
    return _write_night(diary, patient, held, server_edits(units, now, parts.recorded_at))


@transaction.atomic(savepoint=False)
def patch_night(
    *, patient: Patient, date: date, parts: NightParts, now: datetime, version: int | None = None
) -> Night:
    """Complete the night: what is absent stays, episodes are added or changed, null clears. StaleVersion."""
    diary, held = _held(patient, date, version)
    units = night_diff.diff_for_patch(held.document if held else None, parts, date)
    return _write_night(diary, patient, held, server_edits(units, now, parts.recorded_at))


@transaction.atomic(savepoint=False)
def delete_night(*, patient: Patient, date: date, now: datetime, version: int | None = None) -> bool:
    """Put the night in the trash; False when there was none. StaleVersion."""
    diary, held = _held(patient, date, version)
    if held is None:
        return False
    _apply(diary, patient, server_edits(night_diff.deleting(held.document, date), now), now)
    return True


@transaction.atomic
def put_health(*, patient: Patient, document: HealthDocument, now: datetime) -> None:
    """Make the health background exactly this; unchanged answers keep the day they were given."""
    lock(patient)
    # What is held is read under the lock: an answer saved in between would survive, though this is to be all there
    # is.
    wanted = night_diff.health_units(document)
    held = {entry.key: entry.data for entry in entries_of(patient, Entry.Kind.HEALTH)}
    changed = [("health", key, data) for key, data in wanted.items() if held.get(key) != data]
    gone = [("health", key, None) for key in held if key not in wanted]
    apply_edits(patient=patient, edits=server_edits([*changed, *gone], now), now=now)


def _end_pause(patient: Patient) -> None:
    """A pause ends by itself once the latest nights are not all without pain any more."""
    if quiet_nights(patient) < limits().quiet_nights:
        set_paused(user=patient.user, paused=False)


def lock(patient: Patient) -> Diary:
    """The diary's row, held until the transaction ends: one writer at a time for each patient."""
    found = Diary.objects.select_for_update().filter(patient=patient).first()
    return found or Diary.objects.get_or_create(patient=patient)[0]


def _apply(
    diary: Diary, patient: Patient, edits: Sequence[Edit], now: datetime, held: Sequence[Night] = ()
) -> Applied:
    """`apply_edits` for a diary that is locked already; `held` are nights just read under that lock."""
    known = _received(patient, edits)
    unknown = [edit for edit in edits if edit.change_id not in known and not _forgotten(diary, edit)]
    # Of two edits with one id the first counts; the second is told as a duplicate.
    fresh = list({edit.change_id: edit for edit in reversed(unknown)}.values())[::-1]
    batch = MergeBatch(patient, fresh, now=now, held=held)
    verdicts = {edit.change_id: batch.apply(edit) for edit in fresh}
    nights = batch.save() if fresh else []
    if patient.user.resting and any(painful(night.document) for night in nights):
        _end_pause(patient)
    _remember(diary, fresh, verdicts, now)
    return Applied(list(_outcomes(edits, verdicts, known)), nights, diary.revision)


def _forgotten(diary: Diary, edit: Edit) -> bool:
    """Whether it was made before the record was erased, and so is erased too."""
    return diary.erased_at is not None and edit.stamp.edited_at <= diary.erased_at


def _held(patient: Patient, day: date, version: int | None) -> tuple[Diary, Night | None]:
    diary, night = lock(patient), find_night(PatientAccess.whole(patient), day)
    if version is not None and (night is None or night.version != version):
        raise StaleVersion(night.version if night else None)
    return diary, night


def _write_night(diary: Diary, patient: Patient, held: Night | None, edits: Sequence[Edit]) -> Night:
    """The night after the edits, all of which are its own; as it was when there are none."""
    if edits:
        return _apply(diary, patient, edits, edits[0].stamp.edited_at, [held] if held else ()).nights[-1]
    if held is None:
        raise LookupError("the night holds nothing")
    return held


def server_edits(
    units: Sequence[night_diff.Unit], now: datetime, recorded_at: datetime | None = None
) -> list[Edit]:
    stamp = Stamp(tick(now), SERVER)
    return [
        Edit(
            str(uuid.uuid4()),
            kind,
            key,
            "put" if data is not None else "delete",
            data,
            None,
            stamp,
            recorded_at,
        )
        for kind, key, data in units
    ]


def _received(patient: Patient, edits: Sequence[Edit]) -> dict[str, Change]:
    """Changes of these ids that were there before; an id made here is always new."""
    ids = [edit.change_id for edit in edits if edit.stamp.device not in OURS]
    if not ids:
        return {}
    return {str(row.change_id): row for row in Change.objects.filter(patient=patient, change_id__in=ids)}


def _remember(diary: Diary, edits: Sequence[Edit], verdicts: Mapping[str, Verdict], now: datetime) -> None:
    if not edits:
        return
    rows = []
    # The diary is locked, so nobody else takes these numbers: a phone that pulls after one of them misses nothing.
    for seq, edit in enumerate(edits, start=diary.revision + 1):
        verdict = verdicts[edit.change_id]
        rows.append(
            Change(
                patient_id=diary.patient_id,
                seq=seq,
                change_id=edit.change_id,
                kind=edit.kind,
                key=edit.key,
                op=edit.op,
                data=edit.data,
                version=verdict.version,
                stands=verdict.stands,
                edited_at=verdict.stamp.edited_at,
                device=verdict.stamp.device,
                received_at=now,
            )
        )
    Change.objects.bulk_create(rows)
    diary.revision += len(rows)
    diary.asked_at = diary.warned_at = None  # a sign of life: whatever silence brought is over
    diary.save(update_fields=["revision", "asked_at", "warned_at"])


def _outcomes(
    edits: Sequence[Edit], verdicts: Mapping[str, Verdict], known: Mapping[str, Change]
) -> Iterator[Outcome]:
    """One for each edit sent; a change that stands twice in one batch is a duplicate the second time."""
    told: set[str] = set()
    for edit in edits:
        if edit.change_id in known:
            row = known[edit.change_id]
            yield Outcome(edit.change_id, "duplicate", row.version, Stamp(row.edited_at, row.device))
            continue
        if edit.change_id not in verdicts:
            # Written before the record was erased: answered like an edit that did not stand, and not kept.
            yield Outcome(edit.change_id, "merged", 0, edit.stamp)
            continue
        verdict = verdicts[edit.change_id]
        status = "duplicate" if edit.change_id in told else "merged" if verdict.merged else "applied"
        told.add(edit.change_id)
        yield Outcome(edit.change_id, status, verdict.version, verdict.stamp)
