"""The one rule of who may do what to a patient's record; every patient route asks here first."""

from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import Consent, Patient, User
from accounts.services import open_patient_record
from api.problems import Refusal


class Need(Enum):
    """What a route does to the record."""

    OWN = "own"
    LOG = "log"
    SUMMARY = "summary"
    FULL = "full"


OPENS: dict[str, frozenset[Need]] = {
    Consent.Scope.SUMMARY: frozenset({Need.SUMMARY}),
    Consent.Scope.FULL: frozenset({Need.SUMMARY, Need.FULL}),
    Consent.Scope.LOG: frozenset({Need.LOG}),
}


@dataclass(frozen=True, slots=True)
class Reach:
    """A record the caller may use, and as whom."""

    patient: Patient
    user: User
    scope: str

    @property
    def own(self) -> bool:
        """Whether it is the caller's own record."""
        return self.scope == "self"


class PatientView(APIView):
    """A route under `/patients/{patient}/`: first `reach`, then one call, then the answer."""

    def reach(self, patient: str, need: Need) -> Reach:
        """The record, or 404 when it is not the caller's to see, 403 when seen but not theirs to change."""
        return reach(self.request, patient, need)


def reach(request: Request, patient: str, need: Need) -> Reach:
    """See `PatientView.reach`."""
    user = signed_in(request)
    if patient == "me":
        return Reach(_own(user), user, "self")
    wanted = _uuid(patient)
    if wanted == getattr(_own(user), "pk", None):
        return Reach(_own(user), user, "self")
    today = timezone.now().date()
    consent = (
        Consent.objects.in_force(today)
        .filter(patient=wanted, grantee=user)
        .select_related("patient__user")
        .first()
    )
    if consent is None:
        raise Http404
    if need not in OPENS[consent.scope]:
        raise Refusal(403, "not_allowed", "the patient has not opened this to you")
    return Reach(consent.patient, user, consent.scope)


def signed_in(request: Request) -> User:
    """The caller, on routes that let in nobody else."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def _own(user: User) -> Patient:
    held: Patient | None = getattr(user, "patient", None)
    return held or open_patient_record(user=user)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
