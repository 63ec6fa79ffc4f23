"""The pause of a journal without pain: one question a week. Route and fields keep their names, which phones know."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Patient
from api.access import PatientView
from api.answering import answers
from api.problems import Refusal
from api.query import only
from api.response_schemas.base import Answer
from api.shared_schemas import has_body
from insights import entries
from insights.services import local_date
from journal import entry_queries
from journal.documents import Strict, read
from journal.fields import CalendarDate


class QuietAnswer(Answer):
    """Whether the journal may pause and does, whether to ask now, and the nights one answer would fill."""

    quiet_nights: int
    may_rest: bool
    resting: bool
    ask: bool
    missing: list[CalendarDate]


class QuietSaid(Strict):
    """The answer to the weekly question."""

    answer: Literal["all_quiet", "not_now"] = "all_quiet"


class Pause(PatientView):
    """`GET` and `POST patients/{patient}/quiet`."""

    @answers(QuietAnswer, name="read_quiet")
    def get(self, request: Request, patient: str) -> Response:
        """After enough nights without pain the journal asks once a week."""
        only(request)
        return Response(_document(self.own(patient).patient, timezone.now()))

    @answers(QuietAnswer, request=QuietSaid, name="answer_quiet")
    def post(self, request: Request, patient: str) -> Response:
        """All quiet (also with no body): the week's nights that were not logged become pain-free, marked late."""
        only(request)
        record, now = self.own(patient).patient, timezone.now()
        said = read(QuietSaid, request.data) if has_body(request) else QuietSaid()
        last = _last_night(record, now)
        if said.answer == "not_now":
            entries.put_off_pause(patient=record, last=last)
            return Response(_document(record, now))
        try:
            entries.fill_and_pause(patient=record, last=last, now=now)
        except entry_queries.PauseNotDue:
            raise Refusal(409, "not_quiet", "the latest nights were not all without pain") from None
        return Response(_document(record, now))


def _document(patient: Patient, now: datetime) -> dict[str, Any]:
    return asdict(entry_queries.pause_of(patient, _last_night(patient, now)))


def _last_night(patient: Patient, now: datetime) -> date:
    # The night of today's evening is not over, so nobody can say how it was.
    return local_date(patient, now) - timedelta(days=1)
