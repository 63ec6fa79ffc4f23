"""The journal as a phone meets it, without HTTP around it; and its record as plain data."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from accounts.access import PatientAccess
from accounts.models import Patient
from journal import queries, services
from journal.edits import Edit, check_data
from journal.merge import Stamp, stamps
from journal.models import Change, Entry
from journal.night_diff import EMPTY, units_of

Units = dict[tuple[str, str], Any]
KEPT_APART = {"version", "received_at"}


def exchange(patient: Patient, now: datetime, body: Mapping[str, Any]) -> dict[str, Any]:
    """One round of sync."""
    sent = datetime.fromisoformat(body["sent_at"]) if "sent_at" in body else None
    claims = [datetime.fromisoformat(change["edited_at"]) for change in body["changes"]]
    agreed = stamps(claims, device=body["device"], now=now, sent_at=sent)
    edits = [_edit(change, stamp) for change, stamp in zip(body["changes"], agreed, strict=True)]
    outcomes = services.apply_edits(patient=patient, edits=edits, now=now).outcomes
    rows = queries.changes_since(patient, int(body["cursor"] or 0), limit=500)
    doubtful = [one.change_id for one in outcomes if one.status != "applied"]
    return {
        "results": [
            {"status": one.status, "version": one.version, "edited_at": one.stamp.edited_at.isoformat()}
            for one in outcomes
        ],
        "changes": [_out(row) for row in [*queries.standing_changes(patient, doubtful), *rows]],
        "cursor": str(rows[-1].seq) if rows else body["cursor"],
        "more": len(rows) == 500,
    }


def replay(patient: Patient, changes: Sequence[Change], now: datetime, dice: random.Random) -> None:
    """The same stamped changes again: shuffled, some twice, cut into batches anywhere."""
    waiting = [*changes, *dice.choices(changes, k=len(changes) // 3)] if changes else []
    dice.shuffle(waiting)
    while waiting:
        size = dice.randint(1, len(waiting))
        batch, waiting = waiting[:size], waiting[size:]
        edits = [_edit(_out(row) | {"id": str(row.change_id)}, _stamp(row)) for row in batch]
        services.apply_edits(patient=patient, edits=edits, now=now)


def record(patient: Patient) -> dict[str, Any]:
    """Everything the diary says, without what tells only how it arrived."""
    nights = queries.night_documents(PatientAccess.whole(patient), first=None, last=None)
    entries = Entry.objects.filter(patient=patient, deleted=False).order_by("kind", "key")
    return {
        "nights": [
            {name: value for name, value in night.items() if name not in KEPT_APART} for night in nights
        ],
        "entries": [(row.kind, row.key, row.data) for row in entries],
    }


def units(patient: Patient) -> Units:
    """The record as units that phones hold."""
    found: Units = {}
    for night in queries.night_documents(PatientAccess.whole(patient), first=None, last=None):
        found |= units_of(night, date.fromisoformat(night["date"]))
    said = record(patient)["entries"]
    return found | {(kind, key): data for kind, key, data in said}


def fold(changes: Iterable[Change], zone: str) -> Units:
    """The slow second opinion: for each unit, the change with the greatest stamp."""
    best: dict[tuple[str, str], Change] = {}
    for row in changes:
        held = best.get((row.kind, row.key))
        if held is None or (row.edited_at, row.device) > (held.edited_at, held.device):
            best[row.kind, row.key] = row
    return whole({place: row.data for place, row in best.items() if row.data is not None}, zone)


def whole(live: Units, zone: str) -> Units:
    """Units as the server tells them: a night that holds anything has its own unit, painful with episodes."""
    live = {place: check_data(*place, data) for place, data in live.items()}
    dates = {_date(*place, data) for place, data in live.items()} - {None}
    painful = {data["date"] for (kind, _), data in live.items() if kind == "episode"}
    for day in filter(None, dates):
        own = {**EMPTY, **live.get(("night", day), {})}
        own["timezone"] = own["timezone"] or zone
        live["night", day] = {**own, "pain": True if day in painful else own["pain"]}
    return live


def _date(kind: str, key: str, data: Mapping[str, Any]) -> str | None:
    if kind == "episode":
        return str(data["date"])
    return key[:10] if kind in ("night", "sleep", "day", "check", "tip") else None


def _edit(change: Mapping[str, Any], stamp: Stamp) -> Edit:
    kind, key, data = change["kind"], change["key"], change["data"]
    checked = check_data(kind, key, data) if data is not None else None
    return Edit(change["id"], kind, key, change["op"], checked, change.get("base"), stamp)


def _stamp(row: Change) -> Stamp:
    return Stamp(row.edited_at, row.device)


def _out(row: Change) -> dict[str, Any]:
    names = ("kind", "key", "op", "version", "device", "data")
    return {name: getattr(row, name) for name in names} | {"edited_at": row.edited_at.isoformat()}
