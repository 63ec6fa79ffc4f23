"""Plans: what a therapist asks for, and on which days."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts.access import PatientAccess
from accounts.models import Consent
from accounts.names import says_nothing
from care.models import PlanItem
from insights.queries import choice_of
from insights.tips import Choice, load
from journal.documents import FieldFault, InvalidRecord


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing asked for: a tip, or an exercise in the therapist's own words; ISO weekdays, 1 is Monday."""

    tip: str
    text: str
    dose: str
    days: tuple[int, ...]
    reason: str
    item: str = ""


class Blocked(InvalidRecord):
    """A blocked tip was asked for without saying why."""


@transaction.atomic
def set_plan(*, consent: Consent, wanted: Sequence[Wanted], today: date) -> None:
    """Make the therapist's plan exactly this; what stays as it was keeps its days. InvalidRecord, Blocked.

    A tip that a safety gate blocks is taken only with a reason, which is kept with the gates.
    """
    choice = choice_of(PatientAccess.whole(consent.patient), today=today)
    held = {row.item: row for row in _current_items(consent)}
    rows = [_row(consent, one, place, held, choice, today) for place, one in enumerate(wanted)]
    _once([row.item for row in rows])
    kept = {row.item for row in rows if row.pk is not None}
    # Ended before the new rows are saved: one open row may stand for an item (`plan_item_stands_once`).
    for item, row in held.items():
        if item not in kept:
            _end(row, today)
    for row in rows:
        row.save()


def _current_items(consent: Consent) -> list[PlanItem]:
    items = PlanItem.objects.select_for_update().filter(
        patient=consent.patient, therapist=consent.grantee, ended_on=None
    )
    return list(items)


def _row(
    consent: Consent, one: Wanted, place: int, held: Mapping[str, PlanItem], choice: Choice, today: date
) -> PlanItem:
    """The row that stands already when nothing about it changed, else a new one."""
    gates = _gates(one, place, choice)
    said = {
        "tip": one.tip,
        # In the patient's language, not the therapist's: the patient follows the plan.
        "text": load(language=consent.patient.user.language).tips[one.tip].text if one.tip else one.text,
        "dose": one.dose,
        "days": list(one.days),
        "blocked_by": " ".join(gates),
        "reason": one.reason if gates else "",
    }
    item = _name(one, held)
    row = held.get(item)
    if (
        row is not None
        # An item ends with the consent it was asked for under, so a new consent needs a new row.
        and row.consent_id == consent.pk
        and all(getattr(row, key) == said[key] for key in said)
    ):
        row.position = place
        return row
    return PlanItem(
        patient=consent.patient,
        therapist=consent.grantee,
        therapist_name=consent.grantee.name,
        consent=consent,
        item=item,
        position=place,
        starts_on=today,
        **said,
    )


def _gates(one: Wanted, place: int, choice: Choice) -> tuple[str, ...]:
    block = choice.blocked.get(one.tip) if one.tip else None
    if block is None:
        return ()
    if says_nothing(one.reason):
        why = " ".join(block.reasons)
        raise Blocked(
            [FieldFault(f"items.{place}.reason", "blocked", f"say why this is asked for all the same: {why}")]
        )
    return block.gates


def _name(one: Wanted, held: Mapping[str, PlanItem]) -> str:
    """A tip is ticked by its id; an exercise keeps the name it was given when it is named, or said the same way."""
    if one.tip:
        return one.tip
    if one.item:
        return one.item
    same = next((name for name, row in held.items() if not row.tip and row.text == one.text), "")
    # Random, so that ticks of an exercise that was taken away never count for another.
    return same or f"x.{uuid.uuid4().hex[:12]}"


def _once(items: Sequence[str]) -> None:
    for place, item in enumerate(items):
        if item in items[:place]:
            raise InvalidRecord([FieldFault(f"items.{place}", "duplicate", "this stands in the plan twice")])


def _end(row: PlanItem, today: date) -> None:
    """What was asked for today only was never asked for."""
    if row.starts_on >= today:
        row.delete()
    else:
        PlanItem.objects.filter(pk=row.pk).update(ended_on=today)
