"""Writes of what belongs to no single night, and of a pause, each with the flags that the diary then calls for.

The answers to these writes show no flag, so none counts as shown.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Patient
from insights.services import judge
from journal import entries, pause
from journal.models import Entry


@transaction.atomic
def put_entry(
    *, patient: Patient, kind: str, key: str, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Make the entry exactly this; what is kept. InvalidRecord."""
    kept = entries.put_entry(patient=patient, kind=kind, key=key, data=data, now=now)
    judge(patient, now)
    return kept


@transaction.atomic
def delete_entry(*, patient: Patient, kind: str, key: str, now: datetime) -> bool:
    """Take the entry away; False when there was none."""
    gone = entries.delete_entry(patient=patient, kind=kind, key=key, now=now)
    if gone:
        judge(patient, now)
    return gone


@transaction.atomic
def add_factor(*, patient: Patient, label: str, now: datetime) -> str:
    """A yes/no factor of one's own; its id. InvalidRecord for a name that another factor has."""
    key = entries.add_factor(patient=patient, label=label, now=now)
    judge(patient, now)
    return key


@transaction.atomic
def change_factor(
    *, patient: Patient, key: str, held: Mapping[str, Any], changes: Mapping[str, Any], now: datetime
) -> None:
    """Change these fields of a factor. InvalidRecord for a name that another factor has."""
    if "label" in changes:
        entries.check_factor_name(patient=patient, label=changes["label"], but=key)
    put_entry(patient=patient, kind=Entry.Kind.FACTOR, key=key, data={**held, **changes}, now=now)


@transaction.atomic
def merge_factors(*, patient: Patient, one: str, other: str, now: datetime) -> str:
    """Make two factors one; the id kept. InvalidRecord."""
    kept = entries.merge_factors(patient=patient, one=one, other=other, now=now)
    judge(patient, now)
    return kept


@transaction.atomic
def set_visits(
    *, patient: Patient, last: date | None, coming: date | None, today: date, now: datetime
) -> None:
    """Make these the last and the next visit. InvalidRecord when they lie on the wrong side of today."""
    entries.set_visits(patient=patient, last=last, coming=coming, today=today, now=now)
    judge(patient, now)


@transaction.atomic
def fill_and_pause(*, patient: Patient, last: date, now: datetime) -> list[date]:
    """Fill the week up to `last` with nights without pain and pause; the dates filled. PauseNotDue."""
    filled = pause.fill_and_pause(patient=patient, last=last, now=now)
    judge(patient, now)
    return filled


def put_off_pause(*, patient: Patient, last: date) -> None:
    """Not now: the question of a pause comes again in a week."""
    pause.put_off_pause(patient=patient, last=last)
