"""What the nights resemble, and the patterns they are compared with."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from api.access import PatientView, Permission
from api.answering import answers
from api.query import language_of, only
from api.response_schemas.insights import InsightsAnswer, PatternPage, PatternsAnswer
from care.queries import insight_seen
from insights.pages import pattern_page, patterns
from insights.services import local_date


class Insights(PatientView):
    """`GET patients/{patient}/insights`."""

    @answers(InsightsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """The latest comparison: words and counts for the patient, scores too for a therapist."""
        only(request)
        access = self.access(patient, Permission.SUMMARY)
        today = local_date(access.patient, timezone.now())
        found = insight_seen(access, today=today, language=access.user.language)
        return Response(found)


class Profiles(APIView):
    """`GET profiles`: every pattern, for anyone."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(PatternsAnswer)
    def get(self, request: Request) -> Response:
        """Names, summaries, sources, corrections and review dates."""
        only(request)
        return Response({"results": patterns(language_of(request)), "next": None})


class Profile(APIView):
    """`GET profiles/{id}`."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    @answers(PatternPage)
    def get(self, request: Request, profile: str) -> Response:
        """One pattern with its rates."""
        only(request)
        page: dict[str, Any] | None = pattern_page(profile, language_of(request))
        if page is None:
            raise Http404
        return Response(page)
