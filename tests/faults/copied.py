"""Every record in a site's database: `python -m tests.faults.copied`, in its environment, prints logs and digests."""

import hashlib
import json

import django

django.setup()

from accounts.models import Patient  # noqa: E402
from journal.export import record  # noqa: E402
from journal.models import Change  # noqa: E402


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()[:16]


def log(patient: Patient) -> list[tuple[str, str]]:
    rows = Change.objects.filter(patient=patient).order_by("seq")
    return [
        ((row.data or {}).get("note") or "", digest(row.seq, row.change_id, row.op, row.data, row.edited_at))
        for row in rows
    ]


if __name__ == "__main__":
    found = {
        str(patient.pk): [log(patient), hashlib.sha256(b"".join(record.lines(patient))).hexdigest()]
        for patient in Patient.objects.all()
    }
    print(json.dumps(found))
