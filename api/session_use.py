"""Notes that a session was used, on every route alike, so that it ends only when it was left alone."""

from collections.abc import Callable
from contextlib import suppress

from allauth.headless import app_settings as headless
from django.contrib.sessions.backends.base import SessionBase
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.sessions import SessionStore

Handler = Callable[[HttpRequest], HttpResponse]
STANDING = "/standing"  # asked by a page that only stands open, which keeps no desk open


def uses_noted(get_response: Handler) -> Handler:
    """After the answer: a cookie's session that was looked at, or the session of a token."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A database that is away for the moment changes nothing about an answer that is made.
        with suppress(OperationalError, InterfaceError):
            _note(request)
        return response

    return handle


def _note(request: HttpRequest) -> None:
    session = None if request.path.endswith(STANDING) else session_used(request)
    if isinstance(session, SessionStore):
        session.note_use(now=timezone.now())


def session_used(request: HttpRequest) -> SessionBase | None:
    """The session by which this request was answered."""
    by_token = getattr(request, "auth", None)  # the API's own routes put it there
    if isinstance(by_token, SessionBase):
        return by_token
    token = request.headers.get("X-Session-Token")
    if token and request.path.startswith("/_allauth/app/"):
        found: SessionBase | None = headless.TOKEN_STRATEGY.lookup_session(token)
        return found
    return request.session if request.session.accessed else None
