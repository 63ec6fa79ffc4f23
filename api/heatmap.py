"""Where it hurts, in which position, at what hour."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import Need, PatientView
from api.query import RANGE, date_range, only
from insights import series_queries
from insights.services import local_date


class SiteAnswer(BaseModel):
    """Nights on which it hurt there."""

    site: str
    side: str
    nights: int


class PositionAnswer(BaseModel):
    """Nights on which it began in this position; for each action, nights by how it ended."""

    onset: str
    nights: int
    relieved_by: dict[str, dict[str, int]]


class HourAnswer(BaseModel):
    """Nights on which an episode began in this hour of the local day."""

    hour: int
    nights: int


class HeatmapAnswer(BaseModel):
    """The three maps."""

    sites: list[SiteAnswer]
    positions: list[PositionAnswer]
    hours: list[HourAnswer]


class Heatmap(PatientView):
    """`GET patients/{patient}/heatmap`."""

    what = "heatmap"

    @extend_schema(parameters=RANGE, responses=HeatmapAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Counts of nights, `from` and `to` included."""
        only(request, "from", "to")
        reach = self.reach(patient, Need.SUMMARY)
        first, last = date_range(request, local_date(reach.patient, timezone.now()))
        return Response(series_queries.heatmap_of(reach.patient, first=reach.clip(first), last=last))
