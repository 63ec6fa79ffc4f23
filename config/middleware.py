"""Headers that every answer carries, and the switch that takes the PWA's worker away."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from api import problems
from config.counters import REFUSALS

Handler = Callable[[HttpRequest], HttpResponse]
SYSTEM = ("/healthz", "/readyz", "/metrics")
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def door_headers(get_response: Handler) -> Handler:
    """No device permissions, no embedding elsewhere, and nothing personal in any cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (401, 403):
            REFUSALS.labels(response.status_code).inc()
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(("/api/", "/_allauth/")):
            response.setdefault("Cache-Control", "no-store")
        return response

    return handle


def worker_off(get_response: Handler) -> Handler:
    """With `PWA_KILL` set: in place of the PWA's service worker, one that removes itself."""
    if not settings.PWA_KILL:
        raise MiddlewareNotUsed
    script = Path(__file__).with_name("sw_off.js").read_bytes()

    def handle(request: HttpRequest) -> HttpResponse:
        if request.path != "/sw.js":
            return get_response(request)
        return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return handle


def one_host(get_response: Handler) -> Handler:
    """Only the site's own name and port are answered; whether it lives may be asked under any name allowed."""
    own = urlsplit(settings.SITE_URL).netloc.lower()
    hosts = {own, "testserver"} if settings.TESTING else {own}

    def handle(request: HttpRequest) -> HttpResponse:
        if request.get_host().lower() in hosts or request.path in SYSTEM:
            return get_response(request)
        if request.method in ("GET", "HEAD") and not request.path.startswith(("/api/", "/_allauth/")):
            return HttpResponseRedirect(f"{settings.SITE_URL}{request.get_full_path()}")
        return problems.page(400, "wrong_host", "this site has another name")

    return handle
