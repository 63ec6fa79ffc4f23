"""The health background."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import PatientAccess
from api.access import PatientView, Permission
from api.answering import answers
from api.problems import Refusal
from api.query import only
from insights import services as insights
from journal import queries
from journal.documents import HealthDocument, read
from journal.mappings import HealthMapping


class Health(PatientView):
    """`GET` and `PUT patients/{patient}/health`."""

    @answers(HealthDocument)
    def get(self, request: Request, patient: str) -> Response:
        """What was answered and still counts; what was never asked, or has lapsed, is left out."""
        only(request)
        access = self.access(patient, Permission.FULL)
        return Response(_document(access))

    @answers(HealthDocument, request=HealthDocument)
    def put(self, request: Request, patient: str) -> Response:
        """Make the background exactly this."""
        only(request)
        access = self.access(patient, Permission.OWN)
        if not access.own:
            raise Refusal(403, "not_allowed", "only the patient may do that")
        insights.take_health(
            patient=access.patient, document=read(HealthDocument, request.data), now=timezone.now()
        )
        return Response(_document(access))


def _document(access: PatientAccess) -> HealthMapping:
    today = insights.local_date(access.patient, timezone.now())
    return queries.health_document(access, today=today)
