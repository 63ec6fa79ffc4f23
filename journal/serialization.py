"""Between documents and rows: how a record is laid out in columns, and read back as it was said.

Instants are stored in UTC with the offset they were said in, so that they come back as they went in.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from journal.models import Episode, Night, SleepPeriod

EPISODE_FIELDS = (
    "intensity",
    "onset",
    "when",
    "dur",
    "feel",
    "sites",
    "radiates",
    "signs",
    "actions",
    "returns",
)
# All that an episode says besides its id, as it is written out and read.
EPISODE_COLUMNS = ("started_at", *EPISODE_FIELDS, "copied_from", "note")
SLEEP_INSTANTS = ("into_bed_at", "tried_to_sleep_at", "final_awakening_at", "out_of_bed_at")
SLEEP_NUMBERS = ("minutes_to_fall_asleep", "awakenings", "minutes_awake", "quality", "refreshed")
SLEEP_COLUMNS = (*SLEEP_INSTANTS, *SLEEP_NUMBERS, "offset")


def episode_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """Column values of an episode from its checked data."""
    started = datetime.fromisoformat(data["started_at"]) if data.get("started_at") else None
    fields = {name: data.get(name) for name in EPISODE_FIELDS}
    return fields | {
        "note": data.get("note") or "",
        "copied_from": date.fromisoformat(data["copied_from"]) if data.get("copied_from") else None,
        "started_at": started,
        "started_offset": _offset(started),
    }


def sleep_rows(data: Mapping[str, Any]) -> list[SleepPeriod]:
    """Unsaved rows for each period of a checked sleep record."""
    return [_sleep_row(period) for period in data.get("periods") or []]


def _sleep_row(period: Mapping[str, Any]) -> SleepPeriod:
    said = {name: datetime.fromisoformat(period[name]) for name in SLEEP_INSTANTS if period.get(name)}
    numbers = {name: period.get(name) for name in SLEEP_NUMBERS}
    return SleepPeriod(**said, **numbers, offset={name: _offset(instant) for name, instant in said.items()})


def episode_document(row: Episode) -> dict[str, Any]:
    """An episode as the API says it; keys not asked are left out."""
    held = {name: getattr(row, name) for name in EPISODE_FIELDS}
    document = {name: value for name, value in held.items() if value is not None}
    if row.copied_from is not None:
        document["copied_from"] = row.copied_from.isoformat()
    if row.started_at is not None:
        document["started_at"] = _said(row.started_at, row.started_offset)
    return {"id": str(row.uid), **document, "note": row.note}


def place_text(place: Mapping[str, Any]) -> str:
    """A place as it is written in a cell: site, side, and its own strength where it has one."""
    return " ".join(str(place[name]) for name in ("site", "side", "intensity") if name in place)


def sleep_document(row: SleepPeriod) -> dict[str, Any]:
    """A sleep period as the API says it."""
    document: dict[str, Any] = {}
    for name in SLEEP_INSTANTS:
        if (instant := getattr(row, name)) is not None:
            document[name] = _said(instant, row.offset.get(name))
    for name in SLEEP_NUMBERS:
        if (number := getattr(row, name)) is not None:
            document[name] = number
    return document


def sleep_said(periods: Sequence[SleepPeriod]) -> dict[str, Any] | list[dict[str, Any]] | None:
    """One sleep is a record, several are a list, none is null."""
    said = [sleep_document(row) for row in periods]
    return (said[0] if len(said) == 1 else said) if said else None


def count_of(said: Any) -> int:
    """How many sleeps were said."""
    return len(said) if isinstance(said, list) else int(said is not None)


def compose(night: Night, episodes: Iterable[Episode], sleep: Any) -> dict[str, Any]:
    """The whole night as the API says it; `sleep` as it was said."""
    alive = sorted(episodes, key=_in_order)
    return {
        "date": night.date.isoformat(),
        "timezone": night.timezone,
        # An episode is evidence of pain, whatever was said of the night before it.
        "pain": True if alive else night.pain,
        "episodes": [episode_document(row) for row in alive],
        "sleep": sleep,
        "day": night.day,
        "signs": night.signs,
        "checks": night.checks,
        # Kept as a map in the order of arrival, which must not show: equal records have equal documents.
        "tips_tried": [{"tip": tip, "helped": helped} for tip, helped in sorted(night.tips_tried.items())],
        "told_by": night.told_by,
        "note": night.note,
        "recorded_at": night.recorded_at.isoformat() if night.recorded_at else None,
        "received_at": night.received_at.isoformat(),
        "late": night.late,
        "version": night.version,
    }


def _in_order(row: Episode) -> tuple[bool, float, str]:
    """By the time it began; those without a time last, in an order that stays."""
    began = row.started_at.timestamp() if row.started_at else 0.0
    return row.started_at is None, began, str(row.uid)


def _offset(instant: datetime | None) -> int | None:
    """Minutes east of UTC."""
    aside = instant.utcoffset() if instant is not None else None
    return None if aside is None else int(aside.total_seconds() // 60)


def _said(instant: datetime, offset: int | None) -> str:
    return instant.astimezone(timezone(timedelta(minutes=offset or 0))).isoformat()
