"""What a person's days have to do with their nights."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from pydantic import BaseModel
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Consent
from api.access import Need, PatientView
from api.query import only
from insights import series_queries
from insights.services import local_date


class AssociationAnswer(BaseModel):
    """One factor: painful of logged nights with and without it, and the difference in points."""

    id: str
    label: str
    with_: list[int]
    without: list[int]
    effect: float | None
    low: float | None
    high: float | None
    q: float | None
    verdict: str
    text: str

    model_config = {"alias_generator": lambda name: name.rstrip("_")}


class AssociationsAnswer(BaseModel):
    """Every factor asked about, and how to read them."""

    nights: int
    text: str
    results: list[AssociationAnswer]
    next: str | None


class Associations(PatientView):
    """`GET patients/{patient}/associations`."""

    what = "associations"

    @extend_schema(responses=AssociationsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Factors in the person's own words only for those who may read free text."""
        only(request)
        reach = self.reach(patient, Need.SUMMARY)
        found = series_queries.associations_of(
            reach.patient,
            first=reach.since,
            last=local_date(reach.patient, timezone.now()),
            language=reach.user.language,
            own=reach.scope != Consent.Scope.SUMMARY,
        )
        return Response(found)
