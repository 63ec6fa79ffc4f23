"""A unit of work: the part of a diary that one batch of edits touches, held in memory, changed, written back at once.

Loading and saving cost a fixed number of queries, whatever the number of edits.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Patient
from journal.edits import ENTRY_KINDS, Edit
from journal.merge import QUIET, SERVER, Stamp
from journal.models import Entry, Episode, Night, SleepPeriod
from journal.night import painful, worst_strength
from journal.serialization import SLEEP_COLUMNS, compose, count_of, episode_fields, sleep_rows, sleep_said

LATE_AFTER = timedelta(hours=48)
MAPS = {"day": "day", "sign": "signs", "check": "checks", "tip": "tips_tried"}
NOBODY = (0, "", "", False)
VALUE = {"day": "value", "sign": "value", "check": "value", "tip": "helped"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one edit: its stamp, the unit's version now, whether it stands, whether a newer was there."""

    stamp: Stamp
    version: int
    stands: bool
    merged: bool


class MergeBatch:
    """Nights, episodes and entries of one patient, as far as `edits` need them."""

    def __init__(
        self, patient: Patient, edits: Sequence[Edit], *, now: datetime, held: Sequence[Night] = ()
    ) -> None:
        self.patient = patient
        self.now = now
        self.nights, self.episodes = self._load_nights(edits, held)
        self.entries = self._load_entries(edits)
        self.sleep: dict[date, list[SleepPeriod]] = {}
        self._slept: dict[date, int] = {}
        self._touched: set[date] = set()
        self._changed: dict[tuple[str, str], Episode | Entry] = {}

    def apply(self, edit: Edit) -> Verdict:
        """Merge one edit; its unit afterwards holds whichever edit wins."""
        if edit.kind == "episode":
            return self._apply_episode(edit)
        if edit.kind in ENTRY_KINDS:
            return self._apply_entry(edit)
        return self._apply_to_night(edit)

    def save(self) -> list[Night]:
        """Write everything that changed; the nights touched, oldest first."""
        nights = [self.nights[day] for day in sorted(self._touched)]
        alive = self._alive()
        for night in nights:
            self._finish(night, alive[night.date])
        # Nights first: an episode and a sleep name theirs by its key, which a new night has only once it is saved.
        _write(Night, nights)
        self._save_sleep()
        episodes = [row for row in self._changed.values() if isinstance(row, Episode)]
        for episode in episodes:
            episode.night_id = episode.night.pk if episode.night else None
        _write(Episode, episodes)
        _write(Entry, [row for row in self._changed.values() if isinstance(row, Entry)])
        return nights

    # loading ----------------------------------------------------------------------------------------------

    def _load_nights(
        self, edits: Iterable[Edit], held: Sequence[Night]
    ) -> tuple[dict[date, Night], dict[str, Episode]]:
        """The nights that the edits name or whose episodes they name, with everything in them."""
        dates = {edit.date for edit in edits if edit.date is not None}
        uids = {edit.key for edit in edits if edit.kind == "episode"}
        nights = {night.pk: night for night in held}
        # Those that were just read under the lock are not read twice.
        if missing := dates - {night.date for night in held}:
            nights |= {row.pk: row for row in Night.objects.filter(patient=self.patient, date__in=missing)}
        episodes = self._episodes(nights, uids)
        # A moved episode leaves a night that no edit names, and whose document changes too.
        elsewhere = {row.night_id for row in episodes.values() if row.night_id is not None} - nights.keys()
        if elsewhere:
            nights |= {row.pk: row for row in Night.objects.filter(pk__in=elsewhere)}
            episodes |= self._episodes(elsewhere, set())
        for row in episodes.values():
            row.night = nights[row.night_id] if row.night_id is not None else None
        return {row.date: row for row in nights.values()}, episodes

    def _episodes(self, nights: Iterable[int], uids: Iterable[str]) -> dict[str, Episode]:
        """Standing episodes of the nights, and those of the uids wherever they are."""
        # A night's document needs those that stand alone; an edit needs its own, whatever became of it.
        named = Q(night__in=list(nights), deleted=False) | Q(uid__in=list(uids))
        return {str(row.uid): row for row in Episode.objects.filter(named, patient=self.patient)}

    def _load_entries(self, edits: Iterable[Edit]) -> dict[tuple[str, str], Entry]:
        keys = {(edit.kind, edit.key) for edit in edits if edit.kind in ENTRY_KINDS}
        if not keys:
            return {}
        rows = Entry.objects.filter(patient=self.patient, key__in={key for _, key in keys})
        return {(row.kind, row.key): row for row in rows}

    # merging ----------------------------------------------------------------------------------------------

    def _apply_episode(self, edit: Edit) -> Verdict:
        night = self._touch(edit.date, edit) if edit.date is not None else None
        row = self.episodes.get(edit.key)
        verdict = _judge(edit, _stamp_of(row), row.version if row else 0)
        if not verdict.stands:
            return verdict
        if row is None:
            # For a deletion that came before its episode too: its stamp has to be there when the episode arrives.
            row = self.episodes[edit.key] = Episode(patient=self.patient, uid=UUID(edit.key), night=None)
        # The night that it leaves is written again without it.
        if row.night is not None:
            self._touched.add(row.night.date)
        if edit.data is not None:
            row.night = night
            for field, value in episode_fields(edit.data).items():
                setattr(row, field, value)
        row.deleted = edit.data is None
        self._mark(edit, row, verdict)
        return verdict

    def _apply_entry(self, edit: Edit) -> Verdict:
        row = self.entries.get((edit.kind, edit.key))
        verdict = _judge(edit, _stamp_of(row), row.version if row else 0)
        if verdict.stands:
            row = row or Entry(patient=self.patient, kind=edit.kind, key=edit.key)
            row.data, row.deleted = edit.data, edit.data is None
            self.entries[edit.kind, edit.key] = row
            self._mark(edit, row, verdict)
        return verdict

    def _apply_to_night(self, edit: Edit) -> Verdict:
        night = self._touch(date.fromisoformat(edit.key[:10]), edit)
        unit = edit.kind if edit.kind in ("night", "sleep") else f"{edit.kind}{edit.key[10:]}"
        held = night.stamps.get(unit)
        verdict = _judge(edit, _read_stamp(held), held[0] if held else 0)
        if verdict.stands:
            # What is deleted keeps a stamp: an older edit that arrives later must not bring it back.
            live = edit.data is not None
            night.stamps[unit] = [
                verdict.version,
                verdict.stamp.edited_at.isoformat(),
                verdict.stamp.device,
                live,
            ]
            self._set(night, edit)
        return verdict

    def _set(self, night: Night, edit: Edit) -> None:
        if edit.kind == "night":
            data = edit.data or {}
            night.pain, night.note = data.get("pain"), data.get("note") or ""
            night.told_by = data.get("told_by") or Night.ToldBy.SELF
            night.timezone = data.get("timezone") or self.patient.user.timezone
        elif edit.kind == "sleep":
            self._slept.setdefault(night.date, count_of(night.document.get("sleep")))
            self.sleep[night.date] = sleep_rows(edit.data or {})
        else:
            answers: dict[str, Any] = getattr(night, MAPS[edit.kind])
            answers.pop(edit.key[11:], None)
            if edit.data is not None:
                answers[edit.key[11:]] = edit.data[VALUE[edit.kind]]

    def _touch(self, day: date, edit: Edit) -> Night:
        night = self.nights.get(day)
        if night is None:
            zone = self.patient.user.timezone
            night = Night(patient=self.patient, date=day, timezone=zone, received_at=self.now)
            self.nights[day] = night
        self._touched.add(day)
        # The earliest of all edits, also of those that lose: the order of arrival must not change it.
        night.recorded_at = min(night.recorded_at or edit.written_at, edit.written_at)
        return night

    def _mark(self, edit: Edit, row: Episode | Entry, verdict: Verdict) -> None:
        row.version, row.edited_at, row.device = (
            verdict.version,
            verdict.stamp.edited_at,
            verdict.stamp.device,
        )
        self._changed[edit.kind, edit.key] = row

    # saving -----------------------------------------------------------------------------------------------

    def _alive(self) -> dict[date, list[Episode]]:
        """Episodes that are not deleted, by night."""
        found: dict[date, list[Episode]] = defaultdict(list)
        for row in self.episodes.values():
            if row.night is not None and not row.deleted:
                found[row.night.date].append(row)
        return found

    def _finish(self, night: Night, alive: list[Episode]) -> None:
        """What follows from the night's units: its version, whether it lives, whether it is late, its document."""
        lives = bool(alive) or any(stamp[3] for stamp in night.stamps.values())
        night.version += 1
        night.deleted_at = None if lives else (night.deleted_at or self.now)
        # Nobody remembered the nights that the weekly question filled: they are late whenever it was answered.
        night.late = _late(night) or night.stamps.get("night", NOBODY)[2] == QUIET
        # An empty list is a sleep taken back; only None leaves the one that stands.
        changed = self.sleep.get(night.date)
        sleep = sleep_said(changed) if changed is not None else night.document.get("sleep")
        night.document = compose(night, alive, sleep)
        night.painful, night.worst = painful(night.document), worst_strength(night.document)

    def _save_sleep(self) -> None:
        """Replace the sleep of the nights whose sleep changed: two queries at most, whatever their number."""
        rows, surplus = [], Q()
        for day, periods in self.sleep.items():
            night = self.nights[day]
            for position, row in enumerate(periods):
                row.night, row.position = night, position
                rows.append(row)
            # Only a sleep of fewer periods than before leaves rows over; any other saves the deletion.
            if len(periods) < self._slept.get(day, 0):
                surplus |= Q(night=night.pk, position__gte=len(periods))
        if rows:
            SleepPeriod.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["night", "position"], update_fields=SLEEP_COLUMNS
            )
        if surplus:
            SleepPeriod.objects.filter(surplus).delete()


def _judge(edit: Edit, held: Stamp | None, version: int) -> Verdict:
    """The stamp is settled here, at first receipt: an edit made at the server itself, or one that its device's
    clock could not tell from the last, follows what stands.
    """
    follows = edit.stamp.device == SERVER or edit.stamp == held
    agreed = edit.stamp.after(held) if follows else edit.stamp
    stands = agreed.beats(held)
    # Told as merged even where it stands: its device had not seen the newer version of another.
    newer = held is not None and held.device != edit.stamp.device and version > (edit.base or 0)
    return Verdict(agreed, version + 1 if stands else version, stands, merged=newer or not stands)


def _stamp_of(row: Episode | Entry | None) -> Stamp | None:
    return Stamp(row.edited_at.astimezone(UTC), row.device) if row is not None and row.version else None


def _read_stamp(held: list[Any] | None) -> Stamp | None:
    return Stamp(datetime.fromisoformat(held[1]), held[2]) if held else None


def _late(night: Night) -> bool:
    """Written more than 48 h after the noon that ended it, by the night's own zone."""
    noon = datetime.combine(night.date + timedelta(days=1), time(12), tzinfo=ZoneInfo(night.timezone))
    # In UTC: within one zone Python subtracts the clocks on the wall, an hour wrong when they are changed.
    return night.recorded_at is not None and night.recorded_at - noon.astimezone(UTC) > LATE_AFTER


def _write(model: type[Night] | type[Episode] | type[Entry], rows: Sequence[Any]) -> None:
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    if new:
        model.objects.bulk_create(new)
    # One night from one phone is the usual case, and a plain UPDATE cheaper than the CASE for each column of many.
    if len(old) == 1:
        old[0].save(update_fields=fields)
    elif old:
        model.objects.bulk_update(old, fields, batch_size=100)
