"""Series of nights, and what has changed in them."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import RANGE, date_range, only
from api.response_schemas.insights import TrendAnswer
from insights import series_queries
from insights.course_queries import verdict_of
from insights.series.content import METRICS, Metric
from insights.services import local_date
from journal.documents import Strict, read

METRIC = OpenApiParameter("metric", str, required=True, enum=METRICS, description="What is drawn.")


class _Asked(Strict):
    metric: Metric


class Trends(PatientView):
    """`GET patients/{patient}/trends`."""

    what = "trends"

    @answers(TrendAnswer, parameters=[METRIC, *RANGE])
    def get(self, request: Request, patient: str) -> Response:
        """One metric, `from` and `to` included; without them from the first night to today."""
        only(request, "metric", "from", "to")
        metric = read(_Asked, {"metric": request.query_params.get("metric")}).metric
        access = self.access(patient, Permission.SUMMARY)
        today = local_date(access.patient, timezone.now())
        first, last = date_range(request, today)
        found = series_queries.trend_of(access, metric, first=first, last=last)
        return Response({**found, "verdict": verdict_of(access, today=today)})
