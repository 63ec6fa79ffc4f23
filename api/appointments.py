"""The last visit and the next: what "since last visit" counts from."""

from django.utils import timezone
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import only
from insights import entries
from insights.services import local_date
from journal import entry_queries as queries
from journal.documents import Strict, read
from journal.fields import CalendarDate


class VisitsDocument(Strict):
    """Both may be unknown."""

    last: CalendarDate | None = None
    coming: CalendarDate | None = Field(default=None, alias="next")


class Visits(PatientView):
    """`GET` and `PUT patients/{patient}/visits`."""

    @answers(VisitsDocument)
    def get(self, request: Request, patient: str) -> Response:
        """As they stand today."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        return Response(queries.visits(access, local_date(access.patient, timezone.now())))

    @answers(VisitsDocument, request=VisitsDocument)
    def put(self, request: Request, patient: str) -> Response:
        """Make them exactly this; they are events of the kind `visit` too."""
        only(request)
        access, said, now = self.own(patient), read(VisitsDocument, request.data), timezone.now()
        record = access.patient
        # The patient's own day: in UTC an evening visit could already be one of tomorrow.
        today = local_date(record, now)
        entries.set_visits(patient=record, last=said.last, coming=said.coming, today=today, now=now)
        return Response(queries.visits(access, today))
