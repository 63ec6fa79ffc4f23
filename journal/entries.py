"""Writes of what belongs to no single night: own factors, events, PEG weeks, visits."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.access import PatientAccess
from accounts.models import Patient
from journal import entry_queries as queries
from journal.documents import FieldFault, InvalidRecord
from journal.edits import check_data, check_key
from journal.models import Entry
from journal.night_diff import Unit
from journal.services import apply_edits, server_edits

LONGEST_SLUG = 30


@transaction.atomic
def put_entry(
    *, patient: Patient, kind: str, key: str, data: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """Make the entry exactly this; the same again changes nothing. InvalidRecord."""
    checked, place = check_data(kind, key, dict(data)), check_key(kind, key)
    held = queries.entry(patient, kind, place)
    if held is None or held.data != checked:
        apply_edits(patient=patient, edits=server_edits([(kind, place, checked)], now), now=now)
    return checked


@transaction.atomic
def delete_entry(*, patient: Patient, kind: str, key: str, now: datetime) -> bool:
    """Take the entry away; False when there was none."""
    if queries.entry(patient, kind, key) is None:
        return False
    apply_edits(patient=patient, edits=server_edits([(kind, key, None)], now), now=now)
    return True


@transaction.atomic
def add_factor(*, patient: Patient, label: str, now: datetime) -> str:
    """A yes/no factor of one's own, its slug made from its first label and fixed; the id.

    InvalidRecord for a name that another factor has.
    """
    check_factor_name(patient=patient, label=label)
    key, taken = str(uuid.uuid4()), {row["slug"] for row in queries.all_factors(patient)}
    data = {"slug": _slug(label, taken), "label": label}
    put_entry(patient=patient, kind=Entry.Kind.FACTOR, key=key, data=data, now=now)
    return key


def check_factor_name(*, patient: Patient, label: str, but: str = "") -> None:
    """InvalidRecord when another factor, retired ones too, has that name; letter case and spaces do not matter."""
    others = [row for row in queries.all_factors(patient) if row["id"] != but and not row.get("merged_into")]
    if _plain(label) in {_plain(row["label"]) for row in others}:
        raise InvalidRecord([FieldFault("label", "duplicate", "there is a factor of this name already")])


def _plain(label: str) -> str:
    return " ".join(label.casefold().split())


@transaction.atomic
def merge_factors(*, patient: Patient, one: str, other: str, now: datetime) -> str:
    """Make two factors one: the older slug stays, where both were answered a yes wins. The id kept. InvalidRecord."""
    order = queries.by_age(patient, [one, other])
    if len(order) != 2:
        raise InvalidRecord([FieldFault("into", "unknown_factor", "another factor of this person is needed")])
    kept, gone = order
    units: list[Unit] = []
    for day, answers in queries.answers_about(patient, gone.data["slug"]):
        said = [answers.get(kept.data["slug"]), answers[gone.data["slug"]]]
        value = True if True in said else next((one for one in said if one is not None), None)
        units.append(("day", f"{day}/{kept.data['slug']}", {"value": value}))
        # Taken away, not kept beside: the same day would be counted under two names.
        units.append(("day", f"{day}/{gone.data['slug']}", None))
    merged = {**gone.data, "retired": True, "merged_into": kept.data["slug"]}
    edits = server_edits([*units, ("factor", gone.key, merged)], now)
    apply_edits(patient=patient, edits=edits, now=now)
    return str(kept.key)


@transaction.atomic
def set_visits(
    *, patient: Patient, last: date | None, coming: date | None, today: date, now: datetime
) -> None:
    """Make these the last and the next visit. InvalidRecord when they lie on the wrong side of today."""
    if (last is not None and last > today) or (coming is not None and coming < today):
        raise InvalidRecord([FieldFault("last", "order", "the last visit is past, the next is to come")])
    units: list[Unit] = []
    for event in queries.events(PatientAccess.whole(patient), kind="visit"):
        on = date.fromisoformat(event["on"])
        # An earlier visit stays: only one after the last, or another one to come, contradicts what is said now.
        if (on > today and on != coming) or (on <= today and (last is None or on > last)):
            units.append(("event", event["id"], None))
    known = {event["on"] for event in queries.events(PatientAccess.whole(patient), kind="visit")}
    for day in filter(None, (last, coming)):
        if day.isoformat() not in known:
            # One day gives one id: sent twice, it is still one visit.
            key = str(uuid.uuid5(patient.pk, f"visit/{day}"))
            units.append(("event", key, check_data("event", key, {"on": day.isoformat(), "kind": "visit"})))
    apply_edits(patient=patient, edits=server_edits(units, now), now=now)


def _slug(label: str, taken: set[str]) -> str:
    # Decomposed first, so that a letter with an accent leaves its letter; a label in another script leaves none.
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-") or "factor"
    number, slug = 1, f"own.{stem}"
    while slug in taken:
        number += 1
        slug = f"own.{stem}-{number}"
    return slug
