"""Flags raised and kept: the rule, its version and level, and the answers it rested on.

A flag stands until the person answers it. Later answers may raise its level or add to it; they never lower it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Patient
from insights.models import Flag
from insights.safety import evaluator
from insights.safety.rulebook import load
from journal.queries import health_document, night_documents


def raise_flags(*, patient: Patient, today: date, now: datetime) -> list[Flag]:
    """Evaluate every rule on the diary as it stands; the flags that stand now."""
    fired = evaluator.evaluate(_diary(patient, today), today=today, rules=load()).flags
    standing = {flag.rule: flag for flag in Flag.objects.filter(Flag.OPEN, patient=patient)}
    new = [_new(patient, flag, today, now) for flag in fired if flag.rule not in standing]
    for flag in fired:
        if flag.rule in standing:
            _add_to(standing[flag.rule], flag)
    if new:
        Flag.objects.bulk_create(new)
    return [*standing.values(), *new]


def _diary(patient: Patient, today: date) -> Mapping[str, Any]:
    first = today - timedelta(days=load().reading.reach)
    nights = night_documents(patient, first=first, last=None)
    return {"patient": "", "health": health_document(patient), "nights": nights}


def _new(patient: Patient, flag: evaluator.Flag, today: date, now: datetime) -> Flag:
    return Flag(
        patient=patient,
        rule=flag.rule,
        rule_version=str(flag.version),
        level=flag.level,
        side=flag.side or "",
        items=list(flag.items),
        night=date.fromisoformat(flag.answered_on) if flag.answered_on else today,
        raised_at=now,
    )


def _add_to(standing: Flag, flag: evaluator.Flag) -> None:
    """More answers, or a higher level, are taken into the flag that stands."""
    items = sorted({*standing.items, *flag.items})
    levels = Flag.Level.values
    level = min(standing.level, flag.level, key=levels.index)
    if (items, level) != (standing.items, standing.level):
        standing.items, standing.level = items, level
        standing.save(update_fields=["items", "level"])
