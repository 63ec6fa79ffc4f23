"""Therapists' notes."""

from typing import Annotated

from django.http import Http404
from django.utils import timezone
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission, signed_in, uuid_or_404
from api.answering import answers
from api.query import only
from api.response_schemas.desk import NoteAnswer, NotesAnswer
from care import queries, services
from care.models import Note as Kept
from journal.documents import Strict, read
from journal.fields import Note as NoteText
from journal.fields import YesNo


class NoteIn(Strict):
    """A note; private unless shared."""

    text: Annotated[NoteText, Field(min_length=1)]
    shared: YesNo = False


class NoteChange(Strict):
    """What changes of a note."""

    text: Annotated[NoteText, Field(min_length=1)] | None = None
    shared: YesNo | None = None


class Notes(PatientView):
    """`GET` and `POST patients/{patient}/notes`."""

    @answers(NotesAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """One's own notes and those shared; for the patient, those shared with them."""
        only(request)
        access = self.access(patient, Permission.FULL)
        return Response({"results": queries.notes_of(access, access.user), "next": None})

    @answers(NoteAnswer, status=201, request=NoteIn, name="add_note")
    def post(self, request: Request, patient: str) -> Response:
        """Write one."""
        only(request)
        access, said = self.desk(patient, Permission.FULL), read(NoteIn, request.data)
        note = services.write_note(
            patient=access.patient, author=access.user, text=said.text, shared=said.shared, now=timezone.now()
        )
        return Response(queries.note_document(note, access.user), status=201)


class Note(PatientView):
    """`PATCH` and `DELETE patients/{patient}/notes/{id}`: its author's only."""

    what = "notes"

    @answers(NoteAnswer, request=NoteChange)
    def patch(self, request: Request, patient: str, note: str) -> Response:
        """Change it, or share it."""
        only(request)
        found, said = self._own(patient, note), read(NoteChange, request.data)
        changed = services.change_note(note=found, text=said.text, shared=said.shared, now=timezone.now())
        return Response(queries.note_document(changed, signed_in(request)))

    @answers(None)
    def delete(self, request: Request, patient: str, note: str) -> Response:
        """Take it away."""
        only(request)
        services.remove_note(note=self._own(patient, note))
        return Response(status=204)

    def _own(self, patient: str, note: str) -> Kept:
        access = self.desk(patient, Permission.FULL)
        found = queries.own_note(access.patient, access.user, uuid_or_404(note))
        if found is None:
            raise Http404
        return found
