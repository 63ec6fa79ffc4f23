"""Rows against the diary as it stands: what to write, and what to tell about each row.

Only what nobody has edited here is written: every unit that a person put, changed or deleted stays theirs.
Importing the same file again, or one that overlaps, changes nothing.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Patient
from journal.edits import Edit
from journal.intake.rows import DatedNight, EntryRow, NightRow, Refused, Row
from journal.merge import IMPORT, TICK, Stamp, tick
from journal.models import Entry, Episode, Night
from journal.night_diff import OWN, Units, diff_for_put, units_of
from journal.progress import Progress, ProgressStream

CHUNK = 400
Told = dict[str, Any]


@dataclass
class Plan:
    """Edits to write, and a line of report for each row."""

    edits: list[Edit] = field(default_factory=list)
    report: list[Told] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended in each way."""
        return dict(Counter(row["status"] for row in self.report))


def plan(patient: Patient, rows: Sequence[Row], now: datetime) -> ProgressStream[Plan]:
    """What taking these rows would do; three queries for each few hundred nights."""
    made = Plan()
    seen: set[date] = set()
    for start in range(0, len(rows), CHUNK):
        yield Progress("comparing", start, len(rows))
        part = rows[start : start + CHUNK]
        held = _Held(patient, part)
        for row in part:
            if isinstance(row, Refused):
                faults = [{"field": one.field, "code": one.code, "detail": one.detail} for one in row.faults]
                made.report.append({"row": row.number, "status": "refused", "errors": faults})
            elif isinstance(row, EntryRow):
                _plan_entry(made, row, held, now)
            else:
                _plan_night(made, row, held, now, seen)
    return made


class _Held:
    """The units that the diary has for these rows, and whose word each is."""

    def __init__(self, patient: Patient, rows: Iterable[Row]) -> None:
        self.zone = patient.user.timezone
        nights = [row.night for row in rows if isinstance(row, NightRow)]
        dates = [night.date for night in nights]
        uids = [episode.id for night in nights for episode in night.episodes]
        self.nights = {row.date: row for row in Night.objects.filter(patient=patient, date__in=dates)}
        episodes = Episode.objects.filter(patient=patient, uid__in=uids)
        self.episodes = {str(uid): device for uid, device in episodes.values_list("uid", "device")}
        entries = [row for row in rows if isinstance(row, EntryRow)]
        found = Entry.objects.filter(patient=patient, key__in=[row.key for row in entries]) if entries else []
        self.entries = {(entry.kind, entry.key): entry for entry in found}
        factors = Entry.objects.filter(patient=patient, kind="factor", deleted=False) if entries else []
        self.slugs = {(entry.data or {}).get("slug"): entry.key for entry in factors}

    def zone_of(self, day: date) -> str:
        """The night's zone, else the account's."""
        return self.nights[day].timezone if day in self.nights else self.zone

    def units(self, day: date) -> Units:
        """What stands of that night."""
        night = self.nights.get(day)
        return units_of(night.document, day) if night is not None and night.deleted_at is None else {}

    def device(self, day: date, kind: str, key: str) -> str | None:
        """Who last edited the unit, None when nobody did."""
        if kind == "episode":
            return self.episodes.get(key)
        night = self.nights.get(day)
        unit = kind if kind in ("night", "sleep") else f"{kind}{key[10:]}"
        stamp = night.stamps.get(unit) if night is not None else None
        return str(stamp[2]) if stamp else None

    def quiet(self, day: date) -> bool:
        """Whether a person said that this night was without pain."""
        night = self.nights.get(day)
        return night is not None and night.pain is False and self.device(day, "night", "") != IMPORT

    def described(self, day: date) -> bool:
        """Whether a person has described an episode of this night."""
        night = self.nights.get(day)
        told = night.document.get("episodes", ()) if night is not None and not night.deleted_at else ()
        return any(not _counted(day, episode["id"]) for episode in told)


def _plan_night(made: Plan, row: NightRow, held: _Held, now: datetime, seen: set[date]) -> None:
    day = row.night.date
    told: Told = {"row": row.number, "date": day.isoformat()}
    # Two rows of one night may contradict each other: the first is taken, and the second told of.
    if day in seen:
        made.report.append({**told, "status": "twice"})
        return
    seen.add(day)
    standing = held.units(day)
    night = row.night.model_copy(update={"timezone": row.night.timezone or held.zone_of(day)})
    # Against an empty night, so that nothing is ever to be deleted: a file adds, and takes nothing away.
    changed = [unit for unit in diff_for_put(None, night, day) if standing.get(unit[:2]) != unit[2]]
    free = [unit for unit in changed if _free(unit, row, held, day, standing)]
    stamp, recorded = _stamp(row, held.zone, now)
    made.edits += [
        Edit(str(uuid.uuid4()), kind, key, "put", data, None, stamp, recorded)
        for kind, key, data in free
        if data is not None
    ]
    made.report.append({**told, "status": _status(bool(standing), bool(changed), bool(free))})


def _free(unit: tuple[str, str, Any], row: NightRow, held: _Held, day: date, standing: Units) -> bool:
    """Whether nobody has edited the unit here."""
    kind, key, data = unit
    if data is None:
        return False
    # An episode would make a night painful of which a person said the opposite; and one whose id was counted may be
    # the one a person has described, told again.
    if kind == "episode" and (held.quiet(day) or (not row.own_ids and held.described(day))):
        return False
    if kind == "night" and (_speaks_of_parts(row.night) or (standing and not _says_more(data))):
        return False
    return held.device(day, kind, key) in (None, IMPORT)


def _speaks_of_parts(night: DatedNight) -> bool:
    """Whether a row tells of episodes, sleep or answers alone: whose night it is, is for another row to say."""
    said = night.model_fields_set - {"date"}
    return bool(said) and not said & set(OWN)


def _says_more(data: dict[str, Any]) -> bool:
    """A night's own unit that answers nothing is not worth writing over one that stands."""
    return data["pain"] is not None or bool(data["note"])


def _status(known: bool, changed: bool, written: bool) -> str:
    if not changed:
        return "same"
    if not written:
        return "yours_kept"
    return "completed" if known else "added"


def _stamp(row: NightRow, zone: str, now: datetime) -> tuple[Stamp, datetime]:
    """When the night was written, by its own word, else at the noon that ended it."""
    night = row.night
    noon = datetime.combine(night.date + timedelta(days=1), time(12), tzinfo=ZoneInfo(night.timezone or zone))
    recorded = min(night.recorded_at or noon, now)
    return Stamp(min(tick(recorded) + TICK, tick(now)), IMPORT), recorded


def _plan_entry(made: Plan, row: EntryRow, held: _Held, now: datetime) -> None:
    entry = held.entries.get((row.kind, row.key))
    standing = entry.data if entry is not None and not entry.deleted else None
    # A slug that another factor has would make two factors of the same answers.
    other = row.kind == "factor" and held.slugs.get(row.data["slug"], row.key) != row.key
    free = not other and (entry is None or entry.device == IMPORT)
    changed = standing != row.data
    if changed and free:
        stamp = Stamp(min(tick(row.edited_at or now), tick(now)), IMPORT)
        made.edits.append(Edit(str(uuid.uuid4()), row.kind, row.key, "put", row.data, None, stamp))
    told = {"row": row.number, "kind": row.kind, "key": row.key}
    made.report.append({**told, "status": _status(standing is not None, changed, free)})


def counted_id(day: date, place: int) -> str:
    """The id of an episode whose file gave none: the same each time the file is read."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"stillnight:{day.isoformat()}:{place}"))


def _counted(day: date, uid: str) -> bool:
    # As many as a night may hold.
    return uid in {counted_id(day, place) for place in range(30)}
