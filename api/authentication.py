"""Who calls: a cookie session with its CSRF token, or an `X-Session-Token`."""

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from accounts import queries
from accounts.models import Session, User
from base.security_log import Event, Outcome, note


class SessionExpired(exceptions.AuthenticationFailed):
    """A session was presented, but it is over; the answer says the `reason` where there is one."""

    def __init__(self, reason: str = "") -> None:
        # Left out when unknown: an empty reason is none of the documented ones.
        self.extra = {"reason": reason} if reason else {}
        super().__init__()


class AccountErased(exceptions.AuthenticationFailed):
    """A session was presented whose account was erased: signing in again will not help."""


ACCOUNT = OpenApiParameter(
    "X-Account",
    str,
    OpenApiParameter.HEADER,
    description="whose tab this is, as the id that `GET me` gives; 401 when someone else is signed in by now",
)


def refuse_another(request: Request) -> None:
    """SessionExpired in a tab left open by someone after whom another person has signed in: it writes nothing."""
    account = request.headers.get("X-Account")
    if account is not None and request.user.is_authenticated and account != str(request.user.pk):
        raise SessionExpired


class CsrfFailed(exceptions.PermissionDenied):
    """The cookie session came without its CSRF token, or from another site."""


class Cookie(SessionAuthentication):
    """Cookie session; an ended session is told apart from none and from a CSRF fault."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The signed-in user; None for a visitor; SessionExpired; AccountErased; CsrfFailed."""
        found = super().authenticate(request)
        # DRF would take it for a visitor; a phone has to hear that its session is over, and keeps what was written.
        if found is None and (key := request._request.COOKIES.get(settings.SESSION_COOKIE_NAME)):
            raise _over(key)
        return found

    def enforce_csrf(self, request: Request) -> None:
        """Django's check, answered with a code of its own (403). Whoever fails it has no body read."""
        try:
            super().enforce_csrf(request._request)  # type: ignore[arg-type]  # its own is what is checked
        except exceptions.PermissionDenied as fault:
            note(Event.CSRF_REFUSED, outcome=Outcome.REFUSED)
            # DRF says 403 for every refusal alike; the app has to know when a new token is enough.
            raise CsrfFailed(fault.detail) from None

    def authenticate_header(self, request: Request) -> str:
        """Named so that DRF answers 401, not 403."""
        return "Session"


class Token(XSessionTokenAuthentication):  # type: ignore[misc]
    """`X-Session-Token`; a token that is no longer good is an ended session."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The token's user; None without a token; SessionExpired; AccountErased."""
        found: tuple[User, None] | None = super().authenticate(request)
        if found is None and (key := request.headers.get("X-Session-Token")):
            raise _over(key)
        return found

    def authenticate_header(self, request: Request) -> str:
        """As for the cookie."""
        return "Session"


def session_of(request: Request) -> SessionBase:
    """The session that the caller came with, cookie or token."""
    return request.auth if isinstance(request.auth, SessionBase) else request._request.session


def _over(key: str) -> exceptions.AuthenticationFailed:
    """Why the session with this key opens nothing any more."""
    reason = queries.why_ended(key)
    return AccountErased() if reason == Session.Ended.ERASED else SessionExpired(reason)
