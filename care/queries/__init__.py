"""Reads of the desk, as finished rows and documents."""

from care.queries.caseload import Caseload, Row, caseload, shown
from care.queries.insight import insight_seen
from care.queries.notes import ReviewDocument, note_document, notes_of, own_note, review_document, tags_of
from care.queries.page import page
from care.queries.plans import plan_document
from care.queries.report import Reader, report

__all__ = [
    "Caseload",
    "Reader",
    "ReviewDocument",
    "Row",
    "caseload",
    "insight_seen",
    "note_document",
    "notes_of",
    "own_note",
    "page",
    "plan_document",
    "report",
    "review_document",
    "shown",
    "tags_of",
]
