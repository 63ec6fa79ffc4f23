"""Plan ticks as phones send them: merged like every unit of the diary."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from accounts.models import Patient
from care.models import PlanTick
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate, YesNo
from journal.merge import Stamp

# ASCII: without it \d takes the digits of every script.
ITEM = re.compile(r"t\d{2}|x\.[a-z0-9][a-z0-9_-]{0,37}", re.ASCII)


class TickData(Strict):
    """Whether it was done; null is not said."""

    value: YesNo | None = None


class _Day(Strict):
    date: CalendarDate


@dataclass(frozen=True, slots=True)
class Ticked:
    """A tick after the merge: its version, the stamp that stands, and whether this edit is the one that stands."""

    version: int
    stamp: Stamp
    stands: bool


def check_tick(key: object, data: object) -> tuple[date, str, bool | None]:
    """Date, item and value of a tick; `data` None deletes. InvalidRecord naming `key` or `data.…`."""
    night, _, item = str(key).partition("/")
    if not isinstance(key, str) or not ITEM.fullmatch(item):
        raise InvalidRecord([FieldFault("key", "key", "a tick is named date/item")])
    try:
        day: date = read(_Day, {"date": night}).date
    except InvalidRecord as error:
        raise InvalidRecord([FieldFault("key", error.faults[0].code, error.faults[0].detail)]) from None
    if data is None:
        return day, item, None
    try:
        return day, item, read(TickData, data).value
    except InvalidRecord as error:
        faults = [FieldFault(f"data.{fault.field}", fault.code, fault.detail) for fault in error.faults]
        raise InvalidRecord(faults) from None


@transaction.atomic
def tick_plan(*, patient: Patient, key: str, data: dict[str, Any] | None, stamp: Stamp) -> Ticked:
    """Keep whether an item of the plan was done on a day; the later edit, then the larger device, stands.

    A tick for an item that is no longer asked for is kept: it was said. The same edit again changes nothing.
    InvalidRecord.
    """
    day, item, done = check_tick(key, data)
    # Locked before the stamps are compared: two phones that sync at once must not both find the older edit.
    row = PlanTick.objects.select_for_update().filter(patient=patient, date=day, item=item).first()
    held = Stamp(row.edited_at, row.device) if row is not None else None
    if row is not None and held is not None and not stamp.beats(held):
        return Ticked(row.version, held, held == stamp)
    row = row or PlanTick(patient=patient, date=day, item=item)
    # A deleted tick keeps its row and stamp as a tombstone, or an older edit that comes later would bring it back.
    row.done, row.edited_at, row.device = done, stamp.edited_at, stamp.device
    row.version += 1
    row.save()
    return Ticked(row.version, stamp, True)
