"""Who is answered at all, under which name and over what; and the switch that takes the PWA's worker away."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from api import problems
from api.counters import REFUSALS
from config.headers import API

Handler = Callable[[HttpRequest], HttpResponse]
SYSTEM = ("/healthz", "/readyz", "/metrics")
OF_THE_APP = ("/api/v1/", "/_allauth/")
OF_MAIL = "/api/v1/mail/"  # a link in a mail is opened as a page
PAGES = ("document", "frame", "iframe", "embed", "object")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def count_refusals(get_response: Handler) -> Handler:
    """Answers of 401 and 403 are counted, for the alarm."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (401, 403):
            REFUSALS.labels(response.status_code).inc()
        return response

    return handle


def https_only(get_response: Handler) -> Handler:
    """On a site with https, what came without it: a page is asked for again with it, all else is refused.

    A redirect would let a client go on sending its session in the clear, and never notice. MiddlewareNotUsed on
    a site without https.
    """
    if not settings.SECURE_SITE:
        raise MiddlewareNotUsed

    def handle(request: HttpRequest) -> HttpResponse:
        if request.is_secure() or request.path in SYSTEM or _asks_for_page(request):
            return get_response(request)
        return problems.page(403, "https_only", "this site is asked by https only")

    return handle


def known_methods(get_response: Handler) -> Handler:
    """OPTIONS, TRACE and the like answer alike everywhere, before any view: they tell nobody what is here."""

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            return get_response(request)
        answer = problems.page(405, "method_not_allowed", "this site takes no such method")
        answer["Allow"] = ", ".join(METHODS)
        return answer

    return handle


def worker_off(get_response: Handler) -> Handler:
    """With `PWA_KILL` set: in place of the PWA's service worker, one that removes itself.

    MiddlewareNotUsed without it.
    """
    if not settings.PWA_KILL:
        raise MiddlewareNotUsed
    script = Path(__file__).with_name("sw_off.js").read_bytes()

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path != "/sw.js":
            return get_response(request)
        # no-cache: a kept copy of this script would hold phones on the worker that has to go.
        kind = "text/javascript; charset=utf-8"
        return HttpResponse(script, content_type=kind, headers={"Cache-Control": "no-cache"})

    return handle


def one_host(get_response: Handler) -> Handler:
    """Only the site's own name and port are answered; whether it lives may be asked under any name allowed."""
    own = urlsplit(settings.SITE_URL).netloc.lower()
    hosts = {own, "testserver"} if settings.TESTING else {own}

    def handle(request: HttpRequest) -> HttpResponse:
        if request.get_host().lower() in hosts or request.path in SYSTEM:
            return get_response(request)
        # Pages alone: a redirected write would lose its body. And never to what the request's Host says.
        if _asks_for_page(request):
            return HttpResponseRedirect(f"{settings.SITE_URL}{request.get_full_path()}")
        return problems.page(400, "wrong_host", "this site has another name")

    return handle


def no_page_of_a_diary(get_response: Handler) -> Handler:
    """What only the app asks for is no page: typed into a browser that is signed in, it is refused.

    A phone with a passcode, or one that was signed out without a network, still has its cookie; whoever holds the
    phone must not read past the app with it. A download and the app's own calls have no page as their destination.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        kept = request.path.startswith(OF_THE_APP) and not request.path.startswith(OF_MAIL)
        typed = request.headers.get("Sec-Fetch-Dest") in PAGES
        if kept and typed and settings.SESSION_COOKIE_NAME in request.COOKIES:
            return problems.page(403, "not_a_page", "this is for the app, and is shown by it")
        return get_response(request)

    return handle


def _asks_for_page(request: HttpRequest) -> bool:
    return request.method in ("GET", "HEAD") and not request.path.startswith(API)
