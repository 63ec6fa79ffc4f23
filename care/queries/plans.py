"""The plan as patient and therapist read it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.access import PatientAccess
from accounts.models import Consent, User
from care import sections
from care.models import PlanItem, PlanTick
from care.plans import adherence

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An item with the day on which it really ended: its own, or that of the consent it hung on."""

    item: str
    days: list[int]
    starts_on: date
    ended_on: date | None


def plan_document(access: PatientAccess, reader: User, *, today: date) -> dict[str, Any]:
    """What is asked for now, or was when the consent ended, with what was ticked of it
    on days that may be seen."""
    patient = access.patient
    rows = list(PlanItem.objects.filter(patient=patient).select_related("consent").order_by("position", "pk"))
    days = sections.rules().numbers.days("adherence_days")
    last = today - DAY
    begin = last - (days - 1) * DAY
    first = max(begin, access.since or begin)
    # Access that begins today leaves no day to count.
    days = max(0, (last - first).days + 1)
    ticks = list(PlanTick.objects.filter(patient=patient, date__gte=first).order_by("date", "item"))
    done = {(tick.date, tick.item) for tick in ticks if tick.done}
    shown = [row for row in rows if row.ended_on is None]
    # Rows that have ended count too: they were asked for on some of these days.
    asked = [_asked(row, today) for row in rows]
    ends = [_asked(row, today).ended_on for row in shown]
    over = bool(shown) and None not in ends
    return {
        "state": "none" if not shown else "ended" if over else "active",
        "ended_on": max(end for end in ends if end).isoformat() if over else None,
        "items": [
            {
                **_item(row, reader, today),
                "adherence": adherence(
                    [one for one in asked if one.item == row.item], done, last=last, days=days
                ),
            }
            for row in shown
        ],
        "adherence": {
            **adherence(asked, done, last=last, days=days),
            "from": first.isoformat(),
            "to": last.isoformat(),
        },
        "ticks": [
            {"date": tick.date.isoformat(), "item": tick.item, "done": tick.done}
            for tick in ticks
            if tick.done is not None
        ],
    }


def _item(row: PlanItem, reader: User, today: date) -> dict[str, Any]:
    ended = _asked(row, today).ended_on
    return {
        "item": row.item,
        "tip": row.tip or None,
        "text": row.text,
        "dose": row.dose,
        "days": row.days,
        "therapist": row.therapist_name,
        "own": row.therapist_id == reader.pk,
        "since": row.starts_on.isoformat(),
        "ended_on": ended.isoformat() if ended else None,
        "blocked": {"gates": row.blocked_by.split(), "reason": row.reason} if row.blocked_by else None,
    }


def _asked(row: PlanItem, today: date) -> _Asked:
    ends = [day for day in (row.ended_on, _consent_ended(row.consent, today)) if day is not None]
    return _Asked(row.item, row.days, row.starts_on, min(ends, default=None))


def _consent_ended(consent: Consent, today: date) -> date | None:
    """The first day without consent; None while it is in force."""
    if consent.state == Consent.State.ENDED:
        return consent.ended_at.date() if consent.ended_at else today
    if consent.until_date is not None and consent.until_date < today:
        return consent.until_date + DAY
    return None
