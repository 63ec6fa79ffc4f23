"""Whether a page that is open may still be shown; asked every moment, so answers are small and nothing is logged."""

from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import queries
from api.access import PatientView, therapist, today
from api.answering import answers
from api.query import only
from api.response_schemas.sharing import CaseloadStanding, RecordStanding, VisitStanding
from api.share_links import CodeIn, link_of
from journal.documents import read


class OfRecord(PatientView):
    """`GET patients/{patient}/standing`."""

    @answers(RecordStanding, name="read_record_standing")
    def get(self, request: Request, patient: str) -> Response:
        """The consent under which the record is open, null for one's own; 404 once it is not."""
        only(request)
        access = self.check_access(patient)
        return Response(
            {"consent": str(access.consent.pk) if access.consent else None, "scope": access.scope}
        )


class OfCaseload(APIView):
    """`GET caseload/standing`."""

    @answers(CaseloadStanding, name="read_caseload_standing")
    def get(self, request: Request) -> Response:
        """A word that changes when a record is opened or closed."""
        only(request)
        return Response({"standing": queries.held_fingerprint(therapist(request), today())})


class OfVisit(APIView):
    """`POST visit/standing`."""

    permission_classes = (AllowAny,)
    # Like the page that it asks for: the code alone opens it, signed in or not.
    authentication_classes = ()

    @answers(VisitStanding, request=CodeIn, name="read_visit_standing")
    def post(self, request: Request) -> Response:
        """Until when the link opens the record; 404 once it does not."""
        only(request)
        link = link_of(request, read(CodeIn, request.data).code)
        return Response({"expires_at": link.expires_at.isoformat()})
