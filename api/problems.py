"""Every refusal in one form: RFC 9457 `application/problem+json` with a code and, for a bad body, the fields."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import orjson
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.response import Response

from accounts.limits import TooManyTries
from api.authentication import AccountErased, CsrfFailed, SessionExpired
from base.security_log import Event, Outcome, note
from journal.documents import FieldFault, InvalidRecord
from journal.outcomes import StaleVersion

MEDIA_TYPE = "application/problem+json"
# Never "nothing was changed": after a COMMIT whose answer is lost, nobody knows.
BUG = (500, "server_error", "something went wrong here; ask again to see what was kept")
RETRY_AFTER = 2
SIGN_IN_AGAIN = (401, "session_expired", "sign in again; nothing you wrote is lost")
# Read only: one default is shared by all refusals.
NOTHING_MORE: Mapping[str, Any] = MappingProxyType({})
PLAIN = {
    TooManyTries: (429, "too_many_tries", "too many tries; wait a little"),
    RequestDataTooBig: (413, "too_large", "the body is too large"),
    # The session ended while the request was answered.
    UpdateError: SIGN_IN_AGAIN,
    SessionInterrupted: SIGN_IN_AGAIN,
}
CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 406: "not_acceptable"}


class Refusal(Exception):
    """A refusal with its status, code and sentence; `extra` stands in the answer too, `wait` are seconds."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        faults: Sequence[FieldFault] = (),
        *,
        extra: Mapping[str, Any] = NOTHING_MORE,
        wait: int | None = None,
    ) -> None:
        self.status, self.code, self.detail, self.faults = status, code, detail, faults
        self.extra, self.wait = extra, wait
        super().__init__(detail)


def body(status: int, code: str, detail: str, faults: Sequence[FieldFault] = ()) -> dict[str, Any]:
    """The problem document."""
    problem: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return problem | ({"errors": [asdict(fault) for fault in faults]} if faults else {})


def answer(fault: Exception, context: Mapping[str, Any]) -> Response | None:
    """DRF's exception handler: known refusals become problems, anything else is a bug and stays one."""
    known = describe(fault)
    if known is None:
        return None
    status, code, detail, faults = known
    said = body(status, code, detail, faults) | dict(getattr(fault, "extra", NOTHING_MORE))
    response = Response(said, status=status, content_type=MEDIA_TYPE)
    if wait := getattr(fault, "wait", None):
        # Rounded up: whoever came a moment early would be refused once more.
        response["Retry-After"] = str(int(wait) + 1)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


def page(status: int, code: str, detail: str) -> HttpResponse:
    """The same for answers made outside DRF."""
    return HttpResponse(orjson.dumps(body(status, code, detail)), status=status, content_type=MEDIA_TYPE)


def refusal_page(fault: Exception) -> HttpResponse | None:
    """A known refusal as an answer made outside DRF; None for a bug."""
    known = describe(fault)
    if known is None:
        return None
    response = page(*known[:3])
    if wait := getattr(fault, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


Described = tuple[int, str, str, Sequence[FieldFault]]


def describe(fault: Exception) -> Described | None:
    """A known refusal as status, code, sentence and fields; None for anything else, which is a bug."""
    match fault:
        case Refusal():
            return fault.status, fault.code, fault.detail, fault.faults
        case InvalidRecord():
            return 422, "invalid", "some fields are wrong", fault.faults
        case StaleVersion():
            return 412, "stale_version", str(fault), ()
        case TooManyTries() | RequestDataTooBig() | UpdateError() | SessionInterrupted():
            return *PLAIN[type(fault)], ()
        # Before DatabaseError, of which OperationalError is one: these pass by themselves, the others are bugs.
        case OperationalError() | InterfaceError():
            return 503, "database_busy", "the record cannot be reached just now; ask again in a moment", ()
        case DatabaseError():
            return None
        case Http404():
            return 404, "not_found", "there is nothing here", ()
        case PermissionDenied():
            return 403, "not_allowed", "this account may not do that", ()
        case exceptions.APIException():
            return _describe_drf(fault)
    return None


def _describe_drf(fault: exceptions.APIException) -> Described:
    match fault:
        # The special kinds of AuthenticationFailed come before it.
        case AccountErased():
            return 401, "account_erased", "this account was erased, and everything in it", ()
        case SessionExpired():
            return *SIGN_IN_AGAIN, ()
        case CsrfFailed():
            return 403, "csrf_failed", str(fault.detail), ()
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return 401, "not_signed_in", "sign in first", ()
        case exceptions.PermissionDenied():
            return 403, "not_allowed", "this account may not do that", ()
        case exceptions.ParseError():
            return 400, _code_of(fault), str(fault.detail), ()
        case exceptions.UnsupportedMediaType():
            return 415, "unsupported_media_type", "send application/json in UTF-8", ()
        case exceptions.Throttled():
            return 429, "too_many", "too many requests; wait a little", ()
    status = fault.status_code
    return status, CODES.get(status, _code_of(fault)), str(fault.detail), ()


def _code_of(fault: exceptions.APIException) -> str:
    return str(getattr(fault.detail, "code", fault.default_code))


def server_error(request: HttpRequest) -> HttpResponse:
    """What broke off a request outside the API: the database out of reach, or a bug, whose details are in the log."""
    fault = sys.exc_info()[1]
    known = describe(fault) if isinstance(fault, Exception) else None
    # Only the database's absence is told as such here: every other known refusal was answered where it arose.
    if known is None or known[0] != HTTPStatus.SERVICE_UNAVAILABLE:
        return page(*BUG)
    response = page(*known[:3])
    response["Retry-After"] = str(RETRY_AFTER)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """An address that is none."""
    return page(404, "not_found", "there is nothing here")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that could not be read, was too large to, or whose session ended meanwhile."""
    if known := PLAIN.get(type(exception)):
        return page(*known)
    return page(400, "bad_request", "the request could not be read")


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page of the administration that this person may not see."""
    return page(403, "not_allowed", "this account may not do that")


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A request that another site may have made this browser send; the app asks for a new token and tries again."""
    note(Event.CSRF_REFUSED, outcome=Outcome.REFUSED)
    return page(403, "csrf_failed", reason or "the token is missing or wrong")
