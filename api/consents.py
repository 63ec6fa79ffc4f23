"""Who may see what: a patient's consents, and both sides' way out of them."""

from dataclasses import replace
from typing import Literal

from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import queries, services
from accounts.models import Consent, User
from api import therapist_session
from api.access import PatientView, signed_in, therapist, today, uuid_or_404
from api.answering import answers
from api.codes import IDEMPOTENCY_KEY, made_once, passed_on
from api.problems import Refusal
from api.proving import prove
from api.query import only
from api.response_schemas.sharing import ConsentAnswer, ConsentsAnswer, HeldConsentsAnswer, InvitationAnswer
from api.shared_schemas import Email, Period, no_body
from delivery import services as delivery
from journal.documents import Strict, read


class OfferIn(Period):
    """What the patient opens: how much, when, and to which address only."""

    scope: Literal["summary", "full", "log"]
    email: Email | None = None

    def offer(self) -> services.Offer:
        """As accounts says it."""
        return services.Offer(self.scope, self.from_, self.until, self.email or "")


class HandOver(Strict):
    """To which address only the patient is handed over."""

    email: Email | None = None


class Consents(PatientView):
    """`GET` and `POST patients/{patient}/consents`."""

    @answers(ConsentsAnswer)
    def get(self, request: Request, patient: str) -> Response:
        """Open invitations first, then consents in every state, the newest first."""
        only(request)
        record = self.own(patient).patient
        open_ones = queries.open_invitations(timezone.now(), patient=record)
        rows = [queries.invitation_document(one) for one in open_ones] + queries.consents_of(record, today())
        return Response({"results": rows, "next": None})

    @answers(
        InvitationAnswer, status=201, request=OfferIn, parameters=[IDEMPOTENCY_KEY], name="offer_consent"
    )
    def post(self, request: Request, patient: str) -> Response:
        """Invite a therapist or a carer; the code is in this answer and nowhere else."""
        only(request)
        access = self.own(patient)
        prove(request)
        offer = read(OfferIn, request.data).offer()
        with made_once(request) as key:
            made = delivery.invite(
                inviter=access.user, patient=access.patient, offer=replace(offer, key=key), now=timezone.now()
            )
        return made_response(made)


class OwnConsent(PatientView):
    """`DELETE patients/{patient}/consents/{id}`."""

    @answers(None, name="end_consent")
    def delete(self, request: Request, patient: str, consent: str) -> Response:
        """End a consent or withdraw an invitation, at once; repeatable."""
        only(request)
        # No fresh proof: taking consent back is to be as easy as giving it (GDPR, article 7.3).
        self.own(patient)
        return end(signed_in(request), consent)


class Confirmation(PatientView):
    """`POST patients/{patient}/consents/{id}/confirm`."""

    @answers(ConsentAnswer, name="confirm_consent")
    def post(self, request: Request, patient: str, consent: str) -> Response:
        """The name is known: let them in."""
        only(request)
        no_body(request)
        record = self.own(patient).patient
        found = queries.party_consent(signed_in(request), uuid_or_404(consent))
        # `party_consent` finds what the caller holds too; only the record's owner confirms.
        if found is None or found.patient != record:
            raise Http404
        # Before the proof: nobody should prove who they are only to hear that it is over.
        if found.state == Consent.State.ENDED:
            raise Refusal(409, "conflict", "this consent has ended; invite again")
        prove(request)
        confirmed = delivery.confirm_consent(consent=found, now=timezone.now())
        return Response(queries.consent_document(confirmed, today()))


class Held(APIView):
    """`GET consents`: the other side of the table."""

    @answers(HeldConsentsAnswer, name="read_held_consents")
    def get(self, request: Request) -> Response:
        """Consents the caller holds as therapist or carer, and those waiting for the patient."""
        only(request)
        user = signed_in(request)
        # Names of patients stand in the list, which the desk shows only with the factor.
        if user.is_therapist:
            therapist_session.require_second_factor(user)
        return Response({"results": queries.consents_held(user, today()), "next": None})


class HeldConsent(APIView):
    """`DELETE consents/{id}`: for either side."""

    @answers(None, name="end_held_consent")
    def delete(self, request: Request, consent: str) -> Response:
        """End it at once; repeatable."""
        only(request)
        return end(signed_in(request), consent)


class Handover(APIView):
    """`POST consents/{id}/handover`."""

    @answers(
        InvitationAnswer, status=201, request=HandOver, parameters=[IDEMPOTENCY_KEY], name="hand_over_patient"
    )
    def post(self, request: Request, consent: str) -> Response:
        """A code for a colleague; nothing changes until they accept it and the patient confirms."""
        only(request)
        user, now = therapist(request), timezone.now()
        held = queries.consent_held_in_force(user, uuid_or_404(consent), now.date())
        if held is None:
            raise Http404
        prove(request)
        email = read(HandOver, request.data).email or ""
        with made_once(request) as key:
            offer = services.Offer(held.scope, held.from_date, held.until_date, email, key)
            made = delivery.invite(inviter=user, patient=held.patient, offer=offer, now=now, replaces=held)
        return made_response(made)


def end(user: User, consent: str) -> Response:
    """204 once the consent or invitation of that id is over; 404 for one the user has no part in."""
    wanted, now = uuid_or_404(consent), timezone.now()
    # A consent has the id of its invitation: whichever of the two it is by now, it ends.
    held, made = queries.party_consent(user, wanted), queries.party_invitation(user, wanted)
    if held is None and made is None:
        raise Http404
    if held is not None:
        delivery.end_consent(consent=held, now=now)
    if made is not None:
        services.withdraw_invitation(invitation=made, now=now)
    return Response(status=204)


def made_response(made: services.Made) -> Response:
    """201 with the invitation and its code."""
    return Response(
        {**queries.invitation_document(made.invitation), **passed_on(made.code, "join")}, status=201
    )
