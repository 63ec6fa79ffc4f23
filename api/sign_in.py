"""What stands before allauth's own routes: the strict parser, our refusals, and the cookie of a known device."""

from collections.abc import Callable

from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import ParseError

from accounts.known_devices import set_cookie
from accounts.limits import TooManyTries
from api import problems
from api.parsing import parse

Handler = Callable[[HttpRequest], HttpResponse]
ROUTES = "/_allauth/"


def strict_bodies(get_response: Handler) -> Handler:
    """A body for allauth is one JSON value as everywhere else; 400 for what is none."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(ROUTES) and request.method not in ("GET", "HEAD", "OPTIONS"):
            try:
                # Some of allauth's routes take none.
                if request.body:
                    parse(request.body)
            except (ParseError, RequestDataTooBig) as fault:
                return problems.refusal_page(fault) or problems.page(*problems.BUG)
        return get_response(request)

    return handle


class SignInLimits:
    """Answers a reached limit, and remembers a device on which someone signed in."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, with the device's cookie when there is a new one."""
        response = self.get_response(request)
        set_cookie(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """429 with `Retry-After`; 401 where the session ended meanwhile."""
        # All else is left to allauth and Django, which answer their own.
        known = isinstance(exception, TooManyTries | UpdateError)
        return problems.refusal_page(exception) if known else None
