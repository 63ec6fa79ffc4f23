"""Dated events: medicines begun and ended, operations, travel."""

import uuid

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import Need, PatientView, uuid_or_404
from api.query import only
from journal import entries
from journal import entry_queries as queries
from journal.documents import read
from journal.edits import EventData
from journal.models import Entry


class EventAnswer(BaseModel):
    """An event with its id."""

    id: str
    on: str
    kind: str
    text: str


class EventsAnswer(BaseModel):
    """Every event."""

    results: list[EventAnswer]
    next: str | None


class Events(PatientView):
    """`GET` and `POST patients/{patient}/events`."""

    @extend_schema(responses=EventsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Newest first."""
        only(request)
        return Response({"results": queries.events(self.reach(patient, Need.FULL)), "next": None})

    @extend_schema(request=EventData, responses={201: EventAnswer})
    def post(self, request: Request, patient: str) -> Response:
        """Note one."""
        only(request)
        return Response(_put(self, request, patient, str(uuid.uuid4())), status=201)


class Event(PatientView):
    """`PUT` and `DELETE patients/{patient}/events/{id}`."""

    what = "events"

    @extend_schema(request=EventData, responses=EventAnswer)
    def put(self, request: Request, patient: str, event: str) -> Response:
        """Make it exactly this; repeatable, so a phone may choose the id."""
        only(request)
        return Response(_put(self, request, patient, str(uuid_or_404(event))))

    @extend_schema(responses={204: None})
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
