"""One's own account."""

from datetime import time
from http import HTTPStatus
from typing import Annotated, Any, Literal

from django.contrib.auth import logout
from django.utils import timezone
from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import queries, services
from accounts.models import User
from accounts.names import no_name
from api.access import must_say_something, signed_in
from api.answering import answers
from api.authentication import ACCOUNT, refuse_another
from api.proving import prove
from api.query import only
from api.response_schemas.account import MeAnswer
from base.languages import Code
from journal.documents import FieldFault, InvalidRecord, Strict, read
from journal.fields import Label, Zone
from journal.queries import epoch, erased_on
from privacy.services import erase, withdraw

# Two digits at least, as the shortest emergency numbers have; empty for none.
DIALLED = r"^(\+?[0-9 ]*[0-9] *[0-9][0-9 ]*)?$"
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"
Clock = Annotated[str, Field(pattern=CLOCK)]


class MeChanges(Strict):
    """What a person may change of their account; e-mail and password change through sign-in."""

    name: Label | None = None
    timezone: Zone | None = None
    language: Code | None = None
    country: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] | None = None
    emergency_number: Annotated[str, Field(max_length=20, pattern=DIALLED)] | None = None
    night_turns_at: Clock | None = None
    reminder_at: Clock | None = None
    mail_summary: Literal["off", "daily", "weekly"] | None = None
    mail_shows_symptoms: bool | None = None
    mail_hour: Annotated[int, Field(strict=True, ge=0, le=23)] | None = None
    resting: bool | None = None


class Me(APIView):
    """`GET me`, `PATCH me`."""

    def handle_exception(self, exc: Exception) -> Response:
        """A phone whose session is over hears which life of the record this is: a restored one may lack nights."""
        response = super().handle_exception(exc)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            response["X-Epoch"] = epoch()
        return response

    @answers(MeAnswer)
    def get(self, request: Request) -> Response:
        """The account."""
        only(request)
        return Response(document(signed_in(request)))

    @answers(MeAnswer, request=MeChanges, parameters=[ACCOUNT])
    def patch(self, request: Request) -> Response:
        """Change what is given."""
        only(request)
        must_say_something(request)
        refuse_another(request)
        # Unset and null are different words: only what was sent is changed, and null ends a reminder.
        changes = read(MeChanges, request.data).model_dump(exclude_unset=True)
        empty = [name for name, value in changes.items() if value is None and name != "reminder_at"]
        if empty:
            raise InvalidRecord([FieldFault(name, "null", "this may not be empty") for name in empty])
        # Names stand in mail to people who asked for none, where a link would be somebody's advertisement.
        if no_name(changes.get("name") or ""):
            raise InvalidRecord([FieldFault("name", "holds_link", "a name may hold no link or address")])
        for name in ("night_turns_at", "reminder_at"):
            if changes.get(name):
                changes[name] = time.fromisoformat(changes[name])
        return Response(document(services.change_account(user=signed_in(request), changes=changes)))

    @answers(None, name="erase_me")
    def delete(self, request: Request) -> Response:
        """Erase the account and everything kept for it, for good; the last mail says so."""
        only(request)
        user, now = prove(request), timezone.now()
        # Before signing out: an erasure that fails leaves the person signed in, and able to try again.
        erase(user=user, now=now)
        logout(request._request)
        return Response(status=204)


class AgreementSaid(Strict):
    """Which text was shown and agreed to, and in which language."""

    version: Annotated[str, Field(max_length=32)]
    language: Code


class OwnAgreement(APIView):
    """`PUT me/agreement`, `DELETE me/agreement`."""

    @answers(MeAnswer, request=AgreementSaid, name="agree")
    def put(self, request: Request) -> Response:
        """Agree that a diary is kept; the same again changes nothing, and after a withdrawal all goes on."""
        only(request)
        user, said = prove(request), read(AgreementSaid, request.data)
        try:
            services.agree(user=user, version=said.version, language=said.language, now=timezone.now())
        except services.UnknownVersion:
            raise InvalidRecord([FieldFault("version", "unknown_version", "no such text")]) from None
        return Response(document(user))

    @answers(MeAnswer, name="withdraw_agreement")
    def delete(self, request: Request) -> Response:
        """Take it back: from now on nothing is taken in, compared, mailed or shown; erased when the time is over."""
        only(request)
        user = prove(request)
        withdraw(user=user, now=timezone.now())
        return Response(document(user))


def document(user: User) -> dict[str, Any]:
    """The account as its owner reads it."""
    patient = getattr(user, "patient", None)
    agreement = queries.agreement_document(user)
    return {
        "id": str(user.pk),
        "email": user.email,
        "name": user.name,
        "timezone": user.timezone,
        "language": user.language,
        "country": user.country,
        "emergency_number": user.emergency_number,
        "night_turns_at": str(user.night_turns_at)[:5],
        "roles": user.roles,
        "patient": str(patient.pk) if patient else None,
        "reminder_at": str(user.reminder_at)[:5] if user.reminder_at else None,
        "mail_summary": user.mail_summary,
        "mail_shows_symptoms": user.mail_shows_symptoms,
        "mail_hour": user.mail_hour,
        "resting": user.resting,
        "agreement": agreement,
        "agreement_due": queries.agreement_due(agreement),
        "erase_on": erased_on(user),
    }
