"""Headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from config.counters import REFUSALS

Handler = Callable[[HttpRequest], HttpResponse]
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
