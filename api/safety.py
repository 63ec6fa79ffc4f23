"""Standing red flags."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import Need, PatientView
from api.query import only
from insights import queries


class Safety(PatientView):
    """`GET patients/{patient}/safety`."""

    @extend_schema(responses=dict)
    def get(self, request: Request, patient: str) -> Response:
        """Flags that stand, the most urgent first."""
        only(request)
        reach = self.reach(patient, Need.SUMMARY)
        return Response({"results": queries.open_flags(reach.patient), "next": None})
