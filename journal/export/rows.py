"""What is exported, row by row, without what tells only how it reached this server."""

from collections.abc import Iterator
from typing import Any

from accounts.models import Patient
from journal.models import Entry, Night

OURS = frozenset({"received_at", "version"})
CHUNK = 500
Row = dict[str, Any]


def nights(patient: Patient) -> Iterator[Row]:
    """Nights as documents, oldest first, a few at a time."""
    documents = Night.objects.of(patient).order_by("date").values_list("document", flat=True)
    for document in documents.iterator(chunk_size=CHUNK):
        yield {name: value for name, value in document.items() if name not in OURS}


def entries(patient: Patient, kind: str | None = None) -> Iterator[Row]:
    """Health answers, PEG weeks, own factors and events, each with the moment it was last edited."""
    rows = Entry.objects.filter(patient=patient, deleted=False).order_by("kind", "key")
    for entry in rows.filter(kind=kind) if kind else rows:
        at = entry.edited_at.isoformat()
        yield {"kind": entry.kind, "key": entry.key, "data": entry.data, "edited_at": at}
