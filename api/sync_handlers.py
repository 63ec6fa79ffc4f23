"""Changes of a sync that belong to modules beyond the journal: what was said after a flag, ticks of a plan.

Each is written by its own module, in its own transaction; one that is wrong is refused by itself.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from accounts.models import Patient
from care import services as care
from insights import queries, services
from insights.outcomes import Outcome
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import NRS, CalendarDate
from journal.merge import Stamp

Name = Annotated[str, Field(max_length=64)]
Names = Annotated[list[Name], Field(max_length=400)]


class SeenData(Strict):
    """What the person said after a flag and on which day; from a level on, the flag as the phone showed it."""

    outcome: Outcome
    on: CalendarDate
    level: Literal["", "emergency", "same_day", "within_days", "routine"] | None = None
    items: Names = []
    answers: Names = []
    worst: NRS | None = None
    places: Names = []


@dataclass(frozen=True, slots=True)
class ForeignChange:
    """One such change, not yet looked at by its module."""

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


def take(change: ForeignChange, *, patient: Patient, now: datetime) -> Taken:
    """Hand the change to its module. InvalidRecord naming its fields."""
    return HANDLERS[change.kind](change, patient, now)


def _seen(change: ForeignChange, patient: Patient, now: datetime) -> Taken:
    """What was said after a flag, or its taking back: at any time, in any order, of a closed flag as well."""
    # A phone whose answer got lost sends the change again.
    if queries.reply_is_known(patient, change.change_id):
        return Taken("duplicate", 1, change.stamp)
    named = queries.flag_key(patient, change.key)
    if named is None:
        raise InvalidRecord([FieldFault("key", "no_such_flag", "no such warning stands")])
    rule, side = named
    at, told = change.stamp.edited_at, change.change_id
    if change.data is None:
        services.take_answer_back(patient=patient, rule=rule, side=side, at=at, now=now, reply_id=told)
        return Taken("applied", 1, change.stamp)
    said = read(SeenData, change.data)
    as_shown = said.model_dump(include={"level", "items", "answers", "worst", "places"})
    services.answer_flag(
        patient=patient,
        rule=rule,
        side=side,
        outcome=said.outcome,
        # Not refused as on the route for one: the answer counts, and only the clock of the phone was ahead.
        on=min(said.on, services.local_date(patient, now)),
        at=at,
        now=now,
        reply_id=told,
        as_shown=as_shown if said.level else None,
    )
    return Taken("applied", 1, change.stamp)


def _tick(change: ForeignChange, patient: Patient, now: datetime) -> Taken:
    data = dict(change.data) if isinstance(change.data, Mapping) else None
    ticked = care.tick_plan(patient=patient, key=change.key, data=data, stamp=change.stamp)
    return Taken("applied" if ticked.stands else "merged", ticked.version, ticked.stamp)


HANDLERS: dict[str, Callable[[ForeignChange, Patient, datetime], Taken]] = {
    "seen": _seen,
    "plan_tick": _tick,
}
