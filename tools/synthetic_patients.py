"""Made-up people in the database: accounts nobody can sign in to, with their diaries written in bulk."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts import services as accounts
from accounts.models import Patient
from insights.services import apply_changes, take_health
from journal import night_diff
from journal.documents import HealthDocument, NightDocument, read
from journal.edits import Edit
from journal.merge import Stamp

DEVICE = "00000000-0000-4000-8000-00000000d0d0"


@transaction.atomic
def store(diary: Mapping[str, Any], *, now: datetime) -> Patient:
    """One made-up person with every night, in a handful of statements; the same person again changes nothing."""
    user = accounts.make_person(email=f"{diary['patient']}@made-up.test", password=None)
    patient = accounts.open_patient_record(user=user)
    take_health(patient=patient, document=read(HealthDocument, diary["health"]), now=now)
    edits = [edit for night in diary["nights"] for edit in _edits(patient, night, now)]
    apply_changes(patient=patient, edits=edits, now=now)
    return patient


def _edits(patient: Patient, night: Mapping[str, Any], now: datetime) -> list[Edit]:
    document = read(NightDocument, dict(night))
    day = date.fromisoformat(night["date"])
    # Never later than now: an edit from the future would win every merge.
    stamp = Stamp(min(document.recorded_at or now, now), DEVICE)
    return [
        Edit(_name(patient, kind, key), kind, key, "put", data, None, stamp)
        for kind, key, data in night_diff.diff_for_put(None, document, day)
        if data is not None
    ]


def _name(patient: Patient, kind: str, key: str) -> str:
    """The same for the same unit, so that storing twice is a repeat."""
    return str(uuid.uuid5(patient.pk, f"{kind}/{key}"))
