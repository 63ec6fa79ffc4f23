"""Changes of a sync that belong to houses beyond the journal: what was said after a flag, ticks of a plan.

Each is written by its own house, in its own transaction; one that is wrong is refused by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from accounts.models import Patient
from care import services as care
from insights import queries, services
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import CalendarDate
from journal.merge import Stamp


class Seen(Strict):
    """What came of a flag, and on which day."""

    outcome: Literal["seen_cleared", "seen_treated", "could_not_reach", "mistap"]
    on: CalendarDate


@dataclass(frozen=True, slots=True)
class Beyond:
    """One such change, not yet looked at by its house."""

    change_id: str
    kind: str
    key: str
    data: Any
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it."""

    status: str
    version: int
    stamp: Stamp


def take(change: Beyond, *, patient: Patient, now: datetime) -> Taken:
    """Hand the change to its house. InvalidRecord naming its fields."""
    return HOUSES[change.kind](change, patient, now)


def _seen(change: Beyond, patient: Patient, now: datetime) -> Taken:
    if queries.reply_is_known(patient, change.change_id):
        return Taken("duplicate", 1, change.stamp)
    flag = queries.find_flag(patient, change.key)
    if flag is None:
        raise InvalidRecord([FieldFault("key", "no_such_flag", "no such warning stands")])
    if change.data is None:
        services.take_answer_back(flag=flag, now=now)
        return Taken("applied", 1, change.stamp)
    said = read(Seen, change.data)
    on = min(said.on, services.local_date(patient, now))
    services.answer_flag(flag=flag, outcome=said.outcome, on=on, now=now, reply_id=change.change_id)
    return Taken("applied", 1, change.stamp)


def _tick(change: Beyond, patient: Patient, now: datetime) -> Taken:
    data = dict(change.data) if isinstance(change.data, Mapping) else None
    ticked = care.tick_plan(patient=patient, key=change.key, data=data, stamp=change.stamp)
    return Taken("applied" if ticked.stands else "merged", ticked.version, ticked.stamp)


HOUSES: dict[str, Callable[[Beyond, Patient, datetime], Taken]] = {"seen": _seen, "plan_tick": _tick}
