"""The access log: rows are added, never changed."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import AccessLogEntry, Patient, User


def log_access(*, patient: Patient, reader: User | None, role: str, what: str, now: datetime) -> None:
    """Note that `reader` (None: whoever held a visit link) used the record."""
    AccessLogEntry.objects.create(
        at=now,
        patient=patient.user.pseudonym,
        reader=reader.pseudonym if reader else None,
        role=role,
        what=what,
    )


def record_act(*, person: User, administrator: User, what: str, reason: str, now: datetime) -> None:
    """Note what an administrator did to an account, and why; the person sees it among who looked."""
    AccessLogEntry.objects.create(
        at=now,
        patient=person.pseudonym,
        reader=administrator.pseudonym,
        role=AccessLogEntry.Role.ADMIN,
        what=f"admin.{what}",
        reason=reason,
    )


def log_accesses(*, patients: Iterable[UUID], reader: User, what: str, now: datetime) -> None:
    """Note a therapist's look at many records at once, by the patients' pseudonyms."""
    role = AccessLogEntry.Role.THERAPIST
    AccessLogEntry.objects.bulk_create(
        AccessLogEntry(at=now, patient=patient, reader=reader.pseudonym, role=role, what=what)
        for patient in patients
    )
