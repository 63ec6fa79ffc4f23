"""One record for the visit: the therapist's page, and the paper for either side."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.limits import PAPERS
from api import limits
from api.access import CallerAccess, PatientView, Permission, still_open
from api.answering import answers
from api.query import only
from api.response_schemas.desk import PageAnswer, ReportAnswer
from care import queries
from care.report.paper import pdf
from insights.services import local_date


class Page(PatientView):
    """`GET patients/{patient}/page`: everything a therapist reads before the visit."""

    @answers(PageAnswer, name="read_patient_page")
    def get(self, request: Request, patient: str) -> Response:
        """The report and, beside it, what only the desk has."""
        only(request)
        access = self.desk(patient)
        today = local_date(access.patient, timezone.now())
        found = queries.page(reader_of(access), access.user, today=today)
        return Response({**found, "consent": str(access.held.pk)})


class Report(PatientView):
    """`GET patients/{patient}/report`: the figures of the paper, for the screen."""

    @answers(ReportAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """One period, finished."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        today = local_date(access.patient, timezone.now())
        return Response(queries.report(reader_of(access), today=today))


class Paper(PatientView):
    """`GET patients/{patient}/report.pdf`."""

    what = "report.pdf"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A PDF whatever `Accept` says; problems stay JSON."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY}, operation_id="read_report_pdf")
    def get(self, request: Request, patient: str) -> HttpResponse:
        """One page: A4, or Letter where that is the custom; in the reader's language."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        # Before the page is set, which is what costs: a refused one must cost nothing.
        limits.spend(PAPERS, access.user)
        today = local_date(access.patient, timezone.now())
        found = queries.report(reader_of(access), today=today)
        user = access.user
        body = pdf(found, language=user.language, country=user.country)
        still_open(access)  # setting the page takes a second or two
        name = f"stillnight-{today.isoformat()}.pdf"
        return HttpResponse(
            body,
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def reader_of(access: CallerAccess) -> queries.Reader:
    """How much of a report this caller may read, in their language."""
    return queries.Reader(access, access.user.language)
