"""Whether the site lives, works and may be measured; and the shell of the PWA."""

from datetime import timedelta
from ipaddress import ip_address

import orjson
from django.conf import settings
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from delivery import queries

CANARY_FRESH = timedelta(seconds=90)


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return _json({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers and a worker has done work lately."""
    try:
        sung = queries.canary()
        database = True
    except DatabaseError:
        sung, database = None, False
    worker = sung is not None and timezone.now() - sung < CANARY_FRESH
    ready = database and worker
    return _json({"ready": ready, "database": database, "worker": worker}, status=200 if ready else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for this machine or for the bearer of the token."""
    from django_prometheus.exports import ExportToDjangoView

    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not (is_local(request) or (token and given == f"Bearer {token}")):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    return answer


@require_safe
def shell(request: HttpRequest) -> HttpResponseBase:
    """The PWA's page, whatever screen the address names."""
    page = settings.PWA_DIR / "index.html"
    if not page.is_file():
        raise Http404
    return FileResponse(
        page.open("rb"), content_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def is_local(request: HttpRequest) -> bool:
    """Asked for from this machine itself, through no proxy."""
    forwarded = "X-Forwarded-For" in request.headers
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _json(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")
