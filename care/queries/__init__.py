"""Reads of the desk, as finished rows and documents."""

from care.queries.caseload import Caseload, Row, caseload, shown
from care.queries.notes import note_document, notes_of, own_note, review_document, tags_of
from care.queries.plans import plan_document

__all__ = [
    "Caseload",
    "Row",
    "caseload",
    "note_document",
    "notes_of",
    "own_note",
    "plan_document",
    "review_document",
    "shown",
    "tags_of",
]
