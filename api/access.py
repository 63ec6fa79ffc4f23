"""The one rule of who may do what to a patient's record; every patient route asks here first."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated, ParseError
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts import queries
from accounts.access import OWN, PatientAccess
from accounts.models import AccessLogEntry, Consent, Patient, User
from accounts.services import log_access, open_patient_record
from api import therapist_session
from api.problems import Refusal
from api.shared_schemas import has_body
from base.security_log import Event, Outcome, note

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Permission(Enum):
    """What a route does to the record."""

    OWN = "own"
    LOG = "log"
    NIGHTS = "nights"
    SAFETY = "safety"
    SUMMARY = "summary"
    FULL = "full"


# OWN stands in none: no consent makes somebody the owner. A carer writes nights, and reads neither the summary
# nor the background.
SCOPE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Consent.Scope.SUMMARY: frozenset({Permission.SUMMARY, Permission.SAFETY}),
    Consent.Scope.FULL: frozenset(
        {Permission.SUMMARY, Permission.SAFETY, Permission.FULL, Permission.NIGHTS}
    ),
    Consent.Scope.LOG: frozenset({Permission.LOG, Permission.SAFETY, Permission.NIGHTS}),
}


@dataclass(frozen=True, slots=True)
class CallerAccess(PatientAccess):
    """A record the caller may use, how much of it, and as whom."""

    user: User
    consent: Consent | None

    @property
    def language(self) -> str:
        """That of who is signed in."""
        return self.user.language

    @property
    def held(self) -> Consent:
        """The consent that opens another's record; LookupError for one's own."""
        if self.consent is None:
            raise LookupError("one's own record needs no consent")
        return self.consent


def must_say_something(request: Request) -> None:
    """400 for a change without a body: it is a mistake."""
    if not has_body(request):
        raise ParseError("the body is empty", code="empty_body")


class PatientView(APIView):
    """A route under `/patients/{patient}/`: first `access`, then one call, then the answer.

    `what` names the route in the access log.
    """

    what: ClassVar[str] = ""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before the route: a PUT or PATCH says something, or it is a mistake."""
        super().initial(request, *args, **kwargs)
        if request.method in ("PUT", "PATCH") and hasattr(self, request.method.lower()):
            must_say_something(request)

    def access(self, patient: str, permission: Permission) -> CallerAccess:
        """The record, or 404 when it is not the caller's to see, 403 when seen but not theirs to change."""
        return access_to(self.request, patient, permission, self.what or type(self).__name__.lower())

    def check_access(self, patient: str, permission: Permission = Permission.SUMMARY) -> CallerAccess:
        """As `access`, for whoever only asks whether a record is still open: nothing is logged."""
        return access_to(self.request, patient, permission, reads=False)

    def own(self, patient: str) -> CallerAccess:
        """The caller's own record; 403 for anyone else who may see it."""
        return self.access(patient, Permission.OWN)

    def desk(self, patient: str, permission: Permission = Permission.SUMMARY) -> CallerAccess:
        """Someone else's record at a therapist's desk; 403 for its owner."""
        found = self.access(patient, permission)
        if found.own:
            raise Refusal(403, "not_allowed", "only a therapist may do that")
        return found


def access_to(
    request: Request, patient: str, permission: Permission, what: str = "record", *, reads: bool = True
) -> CallerAccess:
    """See `PatientView.access`: 404 or 403 for who may not.

    Another's use of the record is written to its log before anything is read.
    """
    user = signed_in(request)
    held: Patient | None = getattr(user, "patient", None)
    if patient == "me" or (held is not None and uuid_or_404(patient) == held.pk):
        # Reading stays open: who has withdrawn may still take the diary away.
        if user.withdrawn_at is not None and request.method not in SAFE:
            raise Refusal(403, "agreement_withdrawn", "agree again first; nothing more is taken in")
        return CallerAccess(_own(user, reading=request.method in SAFE), OWN, None, user, None)
    wanted = uuid_or_404(patient)
    # From its row, at each request: an answer kept from the one before would outlive the consent.
    consent = queries.consent_in_force(wanted, user, today())
    # 404 and not 403: whether there is such a record is no stranger's business (OWASP API1).
    if consent is None:
        note(Event.ACCESS_REFUSED, user.pk, outcome=Outcome.REFUSED, why="no_consent")
        raise Http404
    if hasattr(consent.patient, "closure") and request.method not in SAFE:
        raise Refusal(403, "closed", "the account was closed; nothing more is written")
    # 403 here, since whoever holds a consent knows of the record.
    if permission not in SCOPE_PERMISSIONS[consent.scope]:
        note(Event.ACCESS_REFUSED, user.pk, outcome=Outcome.REFUSED, why="scope")
        raise Refusal(403, "not_allowed", "the patient has not opened this to you")
    _let_in(user, consent, f"{what}{_done(request)}" if reads else "")
    return CallerAccess(consent.patient, consent.scope, consent.from_date, user, consent)


def _done(request: Request) -> str:
    return "" if request.method in SAFE else ".write"


def _let_in(user: User, consent: Consent, what: str) -> None:
    """The desk's own conditions, and the line in the access log; no `what`, no line."""
    carer = consent.scope == Consent.Scope.LOG
    if not carer:
        therapist_session.require_second_factor(user)
    if what:
        role = AccessLogEntry.Role.CARER if carer else AccessLogEntry.Role.THERAPIST
        log_access(patient=consent.patient, reader=user, role=role, what=what, now=timezone.now())


def still_open(access: CallerAccess) -> None:
    """404 when the consent ended while the answer was being made."""
    if not access.own and queries.consent_in_force(access.patient.pk, access.user, today()) is None:
        raise Http404


def therapist(request: Request) -> User:
    """The caller at their desk; 403 for who has none."""
    user = signed_in(request)
    if not user.is_therapist:
        raise Refusal(403, "not_allowed", "this account is not a therapist's")
    therapist_session.require_second_factor(user)
    return user


def today() -> date:
    """The day by which consents are read; days of consent are days of UTC."""
    return timezone.now().date()


def signed_in(request: Request) -> User:
    """The caller, on routes that let in nobody else; 401 where nobody has signed in."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


def _own(user: User, *, reading: bool) -> Patient:
    """One's own record; it begins with the first thing written, never with a look."""
    held: Patient | None = getattr(user, "patient", None)
    if held is None and reading:
        raise Http404
    return held or open_patient_record(user=user)


def uuid_or_404(text: str) -> UUID:
    """The id of a path; 404 for what is none."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
