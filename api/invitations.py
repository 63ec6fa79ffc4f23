"""A therapist's invitations, and the one place where codes are accepted."""

from functools import partial
from typing import Literal

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import queries, services
from accounts.limits import WRONG_INVITATION_CODES
from accounts.models import Consent, User
from api.access import signed_in, therapist, today
from api.answering import answers
from api.codes import IDEMPOTENCY_KEY, made_once
from api.consents import made_response
from api.limits import opened
from api.problems import Refusal
from api.proving import prove
from api.query import only
from api.response_schemas.sharing import AcceptedAnswer, ConsentsAnswer, InvitationAnswer, OfferedAnswer
from api.shared_schemas import Code, Email, Period
from delivery import services as delivery
from journal.documents import Strict, read


class Asked(Strict):
    """What a therapist asks a patient for; the patient may open less."""

    scope: Literal["summary", "full"] = "full"
    email: Email | None = None


class Accepted(Period):
    """A code, and with a therapist's invitation what the patient opens instead of what was asked."""

    code: Code
    scope: Literal["summary", "full"] | None = None


class Invitations(APIView):
    """`GET` and `POST invitations`."""

    @answers(ConsentsAnswer)
    def get(self, request: Request) -> Response:
        """Invitations the therapist made that are still open."""
        only(request)
        rows = queries.open_invitations(timezone.now(), inviter=therapist(request))
        return Response({"results": [queries.invitation_document(row) for row in rows], "next": None})

    @answers(InvitationAnswer, status=201, request=Asked, parameters=[IDEMPOTENCY_KEY], name="invite_patient")
    def post(self, request: Request) -> Response:
        """Invite a patient; the code is in this answer and nowhere else."""
        only(request)
        user, asked = therapist(request), read(Asked, request.data)
        prove(request)
        with made_once(request) as key:
            offer = services.Offer(asked.scope, email=asked.email or "", key=key)
            made = delivery.invite(inviter=user, patient=None, offer=offer, now=timezone.now())
        return made_response(made)


class Shown(Strict):
    """A code."""

    code: Code


class Preview(APIView):
    """`POST consents/preview`: what a code would open, before it is used; the code travels in no address."""

    @answers(OfferedAnswer, request=Shown, name="preview_invitation")
    def post(self, request: Request) -> Response:
        """Who offers or asks for a record, and how much of it; 404 for a code that may not be used."""
        only(request)
        user, code, now = signed_in(request), read(Shown, request.data).code, timezone.now()
        # By the same rule as accepting: a look at what a code opens is a guess as well.
        shown = partial(queries.invitation_shown, user, code, now)
        found = opened(WRONG_INVITATION_CODES, str(user.pk), shown)
        return Response(queries.preview_document(found))


class Accept(APIView):
    """`POST consents/accept`."""

    @answers(AcceptedAnswer, request=Accepted, name="accept_invitation")
    def post(self, request: Request) -> Response:
        """Use a code: a patient's own word is final, anyone else waits for the patient to confirm."""
        only(request)
        user, said = prove(request), read(Accepted, request.data)
        wish = services.Offer(said.scope or "", said.from_, said.until)
        consent = opened(WRONG_INVITATION_CODES, str(user.pk), partial(_accept, user, said.code, wish))
        if consent.patient.user_id == user.pk:
            return Response(queries.consent_document(consent, today()))
        return Response(queries.held_document(consent, today()))


def _accept(user: User, code: str, wish: services.Offer) -> Consent | None:
    try:
        return delivery.accept_invitation(user=user, code=code, now=timezone.now(), wish=wish)
    except services.EmailNotVerified:
        raise Refusal(403, "email_not_verified", "verify your e-mail address first") from None
    except services.NotATherapist:
        raise Refusal(
            403, "not_a_therapist", "open a therapist's desk first; it is an act of its own"
        ) from None
    except services.AcceptedOwn:
        raise Refusal(409, "own_invitation", "this invitation is your own; pass it on") from None
