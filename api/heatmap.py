"""Where it hurts, in which position, at what hour."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import RANGE, date_range, only
from api.response_schemas.insights import HeatmapAnswer
from insights import series_queries
from insights.services import local_date


class Heatmap(PatientView):
    """`GET patients/{patient}/heatmap`."""

    what = "heatmap"

    @answers(HeatmapAnswer, parameters=RANGE)
    def get(self, request: Request, patient: str) -> Response:
        """Counts of nights, `from` and `to` included."""
        only(request, "from", "to")
        access = self.access(patient, Permission.SUMMARY)
        first, last = date_range(request, local_date(access.patient, timezone.now()))
        return Response(series_queries.heatmap_of(access, first=first, last=last))
