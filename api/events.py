"""Dated events: medicines begun and ended, operations, travel."""

import uuid

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission, uuid_or_404
from api.answering import answers
from api.query import only
from api.response_schemas.base import Answer, ListAnswer
from insights import entries
from journal import entry_queries as queries
from journal.documents import read
from journal.edits import EventData
from journal.fields import CalendarDate, Identifier
from journal.models import Entry
from journal.words import EventKind


class EventAnswer(Answer):
    """An event with its id."""

    id: Identifier
    on: CalendarDate
    kind: EventKind
    text: str


class EventsAnswer(ListAnswer):
    """Every event."""

    results: list[EventAnswer]


class Events(PatientView):
    """`GET` and `POST patients/{patient}/events`."""

    @answers(EventsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Newest first."""
        only(request)
        return Response({"results": queries.events(self.access(patient, Permission.FULL)), "next": None})

    @answers(EventAnswer, status=201, request=EventData, name="add_event")
    def post(self, request: Request, patient: str) -> Response:
        """Note one."""
        only(request)
        return Response(_put(self, request, patient, str(uuid.uuid4())), status=201)


class Event(PatientView):
    """`PUT` and `DELETE patients/{patient}/events/{id}`."""

    what = "events"

    @answers(EventAnswer, request=EventData)
    def put(self, request: Request, patient: str, event: str) -> Response:
        """Make it exactly this; repeatable, so a phone may choose the id."""
        only(request)
        return Response(_put(self, request, patient, str(uuid_or_404(event))))

    @answers(None)
    def delete(self, request: Request, patient: str, event: str) -> Response:
        """Take it away."""
        only(request)
        record, key = self.own(patient).patient, str(uuid_or_404(event))
        if not entries.delete_entry(patient=record, kind=Entry.Kind.EVENT, key=key, now=timezone.now()):
            raise Http404
        return Response(status=204)


def _put(view: PatientView, request: Request, patient: str, key: str) -> dict[str, object]:
    record, said = view.own(patient).patient, read(EventData, request.data)
    data = said.model_dump(mode="json")
    kept = entries.put_entry(patient=record, kind=Entry.Kind.EVENT, key=key, data=data, now=timezone.now())
    return {"id": key, **kept}
