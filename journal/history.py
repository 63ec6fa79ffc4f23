"""Every version of everything in a diary, and the trash (soft delete)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Patient
from journal.limits import load as limits
from journal.models import Change, Night

MOST = 500
# A phone stamps what one touch deletes a few milliseconds apart.
ONE_TOUCH = timedelta(seconds=1)
Row = dict[str, Any]
Changes = QuerySet[Change]


def of_night(patient: Patient, day: date) -> Changes:
    """Edits of the night's own units, and of every episode that was ever of this night."""
    on = day.isoformat()
    episodes = Change.objects.filter(patient=patient, kind="episode", data__date=on).values("key")
    own = Q(key=on) | Q(key__startswith=f"{on}/")
    # The key of a PEG week is a Monday, which may be this night's date.
    return Change.objects.filter(own & ~Q(kind="peg") | Q(kind="episode", key__in=episodes), patient=patient)


def of_entry(patient: Patient, kind: str, key: str) -> Changes:
    """Edits of one unit that belongs to no night."""
    return Change.objects.filter(patient=patient, kind=kind, key=key)


def versions(changes: Changes) -> list[Row]:
    """Each of these edits, newest first; `stands` marks the one of its unit that counts now."""
    rows = list(changes.order_by("-seq")[:MOST])
    winners: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.stands:
            # Newest first: the first that stood counts now, those after it stood in their time.
            winners.setdefault((row.kind, row.key), row.seq)
    return [
        {
            "id": str(row.change_id),
            "kind": row.kind,
            "key": row.key,
            "op": row.op,
            "data": row.data,
            "edited_at": row.edited_at.isoformat(),
            "received_at": row.received_at.isoformat(),
            "stands": winners.get((row.kind, row.key)) == row.seq,
        }
        for row in rows
    ]


def trash(patient: Patient, now: datetime) -> list[Row]:
    """Deleted nights that can still be brought back, latest deleted first."""
    keep = timedelta(days=limits().trash_days)
    rows = Night.objects.filter(patient=patient, deleted_at__gte=now - keep).order_by("-deleted_at", "-date")
    return [
        {"date": on.isoformat(), "deleted_at": at.isoformat(), "until": (at + keep).isoformat()}
        for on, at in rows.values_list("date", "deleted_at")
        if at is not None
    ]


def taken_with_it(patient: Patient, day: date) -> list[Change]:
    """What stood of a deleted night until that; what had been deleted on its own before stays so."""
    last: dict[tuple[str, str], Change] = {}
    gone: dict[tuple[str, str], Change] = {}
    for row in of_night(patient, day).filter(stands=True).order_by("seq"):
        unit = row.kind, row.key
        if row.op == "delete":
            gone[unit] = row
        elif row.data is not None:
            last[unit] = row
            gone.pop(unit, None)
    if not gone:
        return []
    whole = gone.get(("night", day.isoformat())) or max(gone.values(), key=lambda row: row.edited_at)
    taken = [unit for unit, row in gone.items() if row.edited_at >= whole.edited_at - ONE_TOUCH]
    return [last[unit] for unit in taken if unit in last and _was_of(last[unit], day)]


def _was_of(row: Change, day: date) -> bool:
    """An episode that had been moved to another night went with that one."""
    return row.kind != "episode" or (row.data or {}).get("date") == day.isoformat()
