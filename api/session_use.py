"""Notes that a session was used, on every route alike, so that it ends only when it was left alone."""

from collections.abc import Callable
from contextlib import suppress

from allauth.headless import app_settings as headless
from django.contrib.sessions.backends.base import SessionBase
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from accounts.sessions import SessionStore

Handler = Callable[[HttpRequest], HttpResponse]
STANDING = "/standing"  # asked by a page that only stands open, which keeps no desk open
BY_ITSELF = "X-By-Itself"  # said by the app when nobody has touched anything


def touch_session(get_response: Handler) -> Handler:
    """After the answer: a cookie's session that was looked at, or the session of a token."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # A database that is away for the moment changes nothing about an answer that is made.
        with suppress(OperationalError, InterfaceError):
            _note(request)
        return response

    return handle


def asked_by_itself(request: Request) -> None:
    """This request is the app's own: nobody has touched anything, so it is no use of the session."""
    request._request.by_itself = True  # type: ignore[attr-defined]


def _note(request: HttpRequest) -> None:
    by_itself = (
        request.path.endswith(STANDING)
        or BY_ITSELF in request.headers
        or getattr(request, "by_itself", False)
    )
    session = None if by_itself else session_used(request)
    if isinstance(session, SessionStore):
        session.note_use(now=timezone.now())


def session_used(request: HttpRequest) -> SessionBase | None:
    """The session by which this request was answered."""
    by_token = getattr(request, "auth", None)  # the API's own routes put it there
    if isinstance(by_token, SessionBase):
        return by_token
    token = request.headers.get("X-Session-Token")
    # allauth's routes look the session of a token up by themselves, and leave it nowhere on the request.
    if token and request.path.startswith("/_allauth/app/"):
        found: SessionBase | None = headless.TOKEN_STRATEGY.lookup_session(token)
        return found
    # Not looked at, it decided nothing about this answer; and reading it now would cost a query.
    return request.session if request.session.accessed else None
