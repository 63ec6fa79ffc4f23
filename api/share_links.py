"""Share links: a look at one record without an account, for half an hour, by a code that the patient shows."""

from typing import Literal

from django.http import Http404
from django.utils import timezone
from pydantic import Field
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import queries, services
from accounts.access import PatientAccess
from accounts.limits import WRONG_VISIT_CODES
from accounts.models import AccessLogEntry, VisitLink
from api.access import PatientView, uuid_or_404
from api.answering import answers
from api.codes import IDEMPOTENCY_KEY, made_once, passed_on
from api.limits import address_of, opened
from api.proving import prove
from api.query import only
from api.response_schemas.desk import VisitAnswer
from api.response_schemas.sharing import VisitLinkMade, VisitLinksAnswer
from api.shared_schemas import Code
from base.security_log import Event, note
from care import queries as care
from insights.services import local_date
from journal.documents import Strict, read
from journal.fields import CalendarDate


class LinkIn(Strict):
    """How much the link shows, and from which night on."""

    scope: Literal["summary", "full"] = "summary"
    from_: CalendarDate | None = Field(None, alias="from")


class Links(PatientView):
    """`GET` and `POST patients/{patient}/visit-links`."""

    what = "visit-links"

    @answers(VisitLinksAnswer, name="read_visit_links")
    def get(self, request: Request, patient: str) -> Response:
        """Links that are open now."""
        only(request)
        rows = queries.visit_links(self.own(patient).patient, timezone.now())
        return Response({"results": [queries.visit_document(row) for row in rows], "next": None})

    @answers(VisitLinkMade, status=201, request=LinkIn, parameters=[IDEMPOTENCY_KEY], name="add_visit_link")
    def post(self, request: Request, patient: str) -> Response:
        """Open one for half an hour; the code is in this answer and nowhere else."""
        only(request)
        record = self.own(patient).patient
        prove(request)
        said = read(LinkIn, request.data)
        with made_once(request) as key:
            link, code = services.open_visit(
                patient=record, scope=said.scope, from_date=said.from_, now=timezone.now(), key=key
            )
        return Response({**queries.visit_document(link), **passed_on(code, "visit")}, status=201)


class Link(PatientView):
    """`DELETE patients/{patient}/visit-links/{id}`."""

    what = "visit-links"

    @answers(None, name="remove_visit_link")
    def delete(self, request: Request, patient: str, link: str) -> Response:
        """Close it at once; repeatable."""
        only(request)
        found = queries.own_visit_link(self.own(patient).patient, uuid_or_404(link))
        if found is None:
            raise Http404
        services.revoke_visit(link=found, now=timezone.now())
        return Response(status=204)


class CodeIn(Strict):
    """A visit code."""

    code: Code


class Visit(APIView):
    """`POST visit`: read-only, for whoever holds the code, which stands in no address and no log."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(VisitAnswer, request=CodeIn, name="open_visit")
    def post(self, request: Request) -> Response:
        """The report within the scope the patient chose; each opening stands in the patient's log."""
        only(request)
        link, now = link_of(request, read(CodeIn, request.data).code), timezone.now()
        # Before the report: what is read stands in the log, whatever fails afterwards.
        services.log_access(
            patient=link.patient, reader=None, role=AccessLogEntry.Role.VISIT, what="visit", now=now
        )
        note(Event.VISIT, link.patient.user_id, scope=link.scope)
        access = PatientAccess(link.patient, link.scope, link.from_date)
        # In the patient's language: a reader without an account has chosen none.
        reader = care.Reader(access, link.patient.user.language)
        found = care.report(reader, today=local_date(link.patient, now))
        return Response({**found, "expires_at": link.expires_at.isoformat()})


def link_of(request: Request, code: str) -> VisitLink:
    """The open link of a code; 404, and 429 after too many wrong ones from one address."""
    now = timezone.now()
    return opened(WRONG_VISIT_CODES, address_of(request), lambda: queries.visit_by_code(code, now))
