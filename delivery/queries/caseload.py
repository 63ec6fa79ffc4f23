"""A therapist's records with what stands out, from consents in force at this moment."""

from datetime import datetime

from accounts.models import User
from care.queries import caseload
from delivery.compose.digest import Need, Record

NEEDS = {"flagged": Need.FLAGGED, "worse": Need.WORSE, "silent": Need.SILENT}


def records_of(therapist: User, *, now: datetime) -> list[Record]:
    """The caseload in the order of the desk, each record numbered by its place there and never named."""
    return [
        Record(
            row.patient,
            number,
            NEEDS.get(row.section, Need.STEADY),
            row.verdict,
            row.nights["logged"],
            row.nights["of"],
        )
        for number, row in enumerate(caseload(therapist, now=now).rows, start=1)
    ]
