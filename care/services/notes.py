"""Therapists' notes."""

from datetime import datetime

from django.db import transaction

from accounts.models import Patient, User
from care.models import Note


def write_note(*, patient: Patient, author: User, text: str, shared: bool, now: datetime) -> Note:
    """A note, private unless shared."""
    return Note.objects.create(
        patient=patient,
        author=author,
        author_name=author.name,
        text=text,
        shared=shared,
        written_at=now,
        changed_at=now,
    )


@transaction.atomic
def change_note(*, note: Note, text: str | None, shared: bool | None, now: datetime) -> Note:
    """Change what is given."""
    note.text = note.text if text is None else text
    note.shared = note.shared if shared is None else shared
    note.changed_at = now
    note.save(update_fields=["text", "shared", "changed_at"])
    return note


def remove_note(*, note: Note) -> None:
    """Take a note away."""
    note.delete()


def forget_author(*, user: User) -> None:
    """Before an account is erased: private notes go with their author, shared ones stay with the patient."""
    Note.objects.filter(author=user, shared=False).delete()
