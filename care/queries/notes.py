"""Notes and marks as their readers see them."""

from datetime import date
from typing import TypedDict
from uuid import UUID

from django.db.models import Q

from accounts.access import PatientAccess
from accounts.models import Patient, User
from care.models import Note, Review, Tag


class NoteDocument(TypedDict):
    """A note as a reader sees it; `own` for its author, instants as ISO 8601 text."""

    id: str
    author: str
    own: bool
    shared: bool
    text: str
    written_at: str
    changed_at: str


class ReviewDocument(TypedDict):
    """When a record was last marked as reviewed, and how many days ago; null for never."""

    reviewed_at: str | None
    days_since_review: int | None


def notes_of(access: PatientAccess, reader: User) -> list[NoteDocument]:
    """The reader's own notes and those that are shared, newest first."""
    seen = Q(author=reader) | Q(shared=True)
    rows = Note.objects.filter(seen, patient=access.patient).order_by("-written_at", "pk")
    return [note_document(row, reader) for row in rows]


def own_note(patient: Patient, author: User, note: UUID) -> Note | None:
    """A note of this author's about this patient."""
    return Note.objects.filter(patient=patient, author=author, pk=note).first()


def note_document(note: Note, reader: User) -> NoteDocument:
    """One note."""
    return {
        "id": str(note.pk),
        "author": note.author_name,
        "own": note.author_id == reader.pk,
        "shared": note.shared,
        "text": note.text,
        "written_at": note.written_at.isoformat(),
        "changed_at": note.changed_at.isoformat(),
    }


def review_document(patient: Patient, therapist: User, *, today: date) -> ReviewDocument:
    """When this therapist last marked the record as reviewed."""
    latest = Review.objects.filter(patient=patient, therapist=therapist).order_by("-reviewed_at").first()
    return {
        "reviewed_at": latest.reviewed_at.isoformat() if latest else None,
        "days_since_review": (today - latest.reviewed_at.date()).days if latest else None,
    }


def tags_of(patient: Patient, therapist: User) -> list[str]:
    """The therapist's own tags of this patient."""
    rows = Tag.objects.filter(patient=patient, therapist=therapist).order_by("label")
    return list(rows.values_list("label", flat=True))
