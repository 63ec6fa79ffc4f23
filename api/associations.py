"""What a person's days have to do with their nights."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.access import PatientView, Permission
from api.answering import answers
from api.query import only
from api.response_schemas.insights import AssociationsAnswer
from insights import series_queries
from insights.services import local_date


class Associations(PatientView):
    """`GET patients/{patient}/associations`."""

    what = "associations"

    @answers(AssociationsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Factors in the person's own words only for those who may read free text."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        found = series_queries.associations_of(
            access, first=None, last=local_date(access.patient, timezone.now()), language=access.user.language
        )
        return Response(found)
