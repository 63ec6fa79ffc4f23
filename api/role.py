"""Becoming a therapist, an act of its own, and ceasing to be one."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import services
from api import therapist_session
from api.answering import answers
from api.authentication import session_of
from api.me import document
from api.proving import prove
from api.query import only
from api.response_schemas.account import MeAnswer
from api.shared_schemas import no_body
from delivery.services import cease_therapist


class TherapistRole(APIView):
    """`PUT` and `DELETE me/therapist`."""

    @answers(MeAnswer, name="become_therapist")
    def put(self, request: Request) -> Response:
        """Open a desk: with a second factor, where the site asks for one. Nobody checks who they are."""
        only(request)
        no_body(request)
        user = prove(request)
        # Before the role: with it and without a factor, every page of the desk would be shut to them.
        therapist_session.require_second_factor(user)
        services.become_therapist(user=user)
        return Response(document(user))

    @answers(MeAnswer, name="cease_therapist")
    def delete(self, request: Request) -> Response:
        """Close it: every access to other people's records ends, and every other session; repeatable."""
        only(request)
        user = prove(request)
        # This session stays: the person goes on as a patient.
        cease_therapist(user=user, now=timezone.now(), kept=session_of(request).session_key)
        return Response(document(user))
