"""Series of nights, and what has changed in them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import Need, PatientView
from api.query import RANGE, date_range, only
from insights import series_queries
from insights.series.content import METRICS, Metric
from insights.services import local_date
from journal.documents import Strict, read
from journal.fields import CalendarDate

METRIC = OpenApiParameter("metric", str, required=True, enum=METRICS)


class _Asked(Strict):
    metric: Metric


class PointAnswer(BaseModel):
    """One night or week; null is not said."""

    date: CalendarDate
    value: float | None


class SummaryAnswer(BaseModel):
    """What has changed, with the interval it lies in."""

    label: str
    change: float | None
    low: float | None
    high: float | None
    text: str


class TrendAnswer(BaseModel):
    """A series and its summary."""

    metric: str
    points: list[PointAnswer]
    summary: SummaryAnswer
    step: dict[str, Any] | None


class Trends(PatientView):
    """`GET patients/{patient}/trends`."""

    what = "trends"

    @extend_schema(parameters=[METRIC, *RANGE], responses=TrendAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """One metric, `from` and `to` included; without them from the first night to today."""
        only(request, "metric", "from", "to")
        metric = read(_Asked, {"metric": request.query_params.get("metric")}).metric
        reach = self.reach(patient, Need.SUMMARY)
        first, last = date_range(request, local_date(reach.patient, timezone.now()))
        return Response(series_queries.trend_of(reach.patient, metric, first=reach.clip(first), last=last))
