"""The weekly PEG: pain, enjoyment of life, general activity (Krebs 2009)."""

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import PatientAccess
from api.access import PatientView, Permission
from api.answering import answers
from api.query import only
from api.response_schemas.base import Answer, ListAnswer
from insights import entries
from journal import entry_queries as queries
from journal.documents import FieldFault, InvalidRecord, read
from journal.edits import PegData, check_key
from journal.fields import CalendarDate
from journal.models import Entry


class PegAnswer(Answer):
    """One week; the score is the mean of three answers, null until all are given."""

    monday: CalendarDate
    pain: int | None
    enjoyment: int | None
    activity: int | None
    score: float | None


class PegsAnswer(ListAnswer):
    """Every week answered."""

    results: list[PegAnswer]


class Pegs(PatientView):
    """`GET patients/{patient}/peg`."""

    what = "peg"

    @answers(PegsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Newest first."""
        only(request)
        return Response({"results": queries.pegs(self.access(patient, Permission.SUMMARY)), "next": None})


class Peg(PatientView):
    """`GET`, `PUT` and `DELETE patients/{patient}/peg/{monday}`."""

    @answers(PegAnswer)
    def get(self, request: Request, patient: str, monday: str) -> Response:
        """One week."""
        only(request)
        return Response(_document(self.access(patient, Permission.SUMMARY), _monday(monday)))

    @answers(PegAnswer, request=PegData)
    def put(self, request: Request, patient: str, monday: str) -> Response:
        """Make the week exactly this."""
        only(request)
        access, key, said = self.own(patient), _monday(monday), read(PegData, request.data)
        data = said.model_dump()
        entries.put_entry(patient=access.patient, kind=Entry.Kind.PEG, key=key, data=data, now=timezone.now())
        return Response(_document(access, key))

    @answers(None)
    def delete(self, request: Request, patient: str, monday: str) -> Response:
        """Take the week away."""
        only(request)
        record, key = self.own(patient).patient, _monday(monday)
        if not entries.delete_entry(patient=record, kind=Entry.Kind.PEG, key=key, now=timezone.now()):
            raise Http404
        return Response(status=204)


def _monday(text: str) -> str:
    try:
        return check_key(Entry.Kind.PEG, text)
    except InvalidRecord as error:
        # Named as in the address: the caller knows no field `key`.
        fault = error.faults[0]
        raise InvalidRecord([FieldFault("monday", fault.code, fault.detail)]) from None


def _document(access: PatientAccess, key: str) -> queries.PegDocument:
    found = queries.peg(access, key)
    if found is None:
        raise Http404
    return found
