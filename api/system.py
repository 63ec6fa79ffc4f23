"""Whether the site lives, works and may be measured; and the shell of the PWA."""

from datetime import UTC, timedelta
from ipaddress import ip_address

import orjson
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from api.metrics import site_metrics
from api.readiness import readiness

NO_WORKER = '<head><meta name="service-worker" content="off" />'  # the app then registers none


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    # Neither database nor broker is asked: without them the process serves the app, and a restart mends nothing.
    return _json({"status": "alive"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database takes writes, the broker answers and a worker has done work lately.

    For whoever looks after the site, not for a load balancer: without a worker saves still count. Who may measure is
    told how mail stands too.
    """
    tried = readiness()
    body: dict[str, object] = {
        "ready": tried.ready,
        "database": tried.writable,
        "broker": tried.broker,
        "worker": tried.worker,
    }
    if tried.found is not None and _may_measure(request):
        body |= {
            "canary_age": tried.found.heartbeat_age,  # its name for monitors since the first release
            "outbox_oldest": tried.found.oldest_due,
            "mail_unknown": tried.found.mails["unknown"],
            "mail_server": not tried.found.breaker_open,
            "quarantined": sum(tried.found.quarantined.values()),
        }
    return _json(body, status=200 if tried.ready else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for this machine or for the bearer of the token; 404 for others."""
    from django_prometheus.exports import ExportToDjangoView

    # 404 and not 401: others are not told that there are figures.
    if not _may_measure(request):
        raise Http404
    answer: HttpResponse = ExportToDjangoView(request)
    answer.content += site_metrics()
    return answer


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116). It expires a month after it was read, so that a copy grows old."""
    expires = (timezone.now() + timedelta(days=30)).astimezone(UTC)
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": expires.strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "en, de, es",
        "Canonical": f"{settings.SITE_URL}/.well-known/security.txt",
    }
    text = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@require_safe
def shell(request: HttpRequest) -> HttpResponseBase:
    """The PWA's page, whatever screen the address names; 404 before the app was built."""
    page = settings.PWA_DIR / "index.html"
    if not page.is_file():
        raise Http404
    # Asked for anew at each visit: a kept page would name parts of a build that is gone.
    headers = {"Cache-Control": "no-cache"}
    if settings.PWA_KILL:
        told = page.read_text(encoding="utf-8").replace("<head>", NO_WORKER, 1)
        return HttpResponse(told, headers=headers)
    return FileResponse(page.open("rb"), content_type="text/html; charset=utf-8", headers=headers)


def is_local(request: HttpRequest) -> bool:
    """Asked for from this machine itself, through no proxy."""
    # A proxy on this machine comes from loopback as well, but what it forwards comes from elsewhere.
    forwarded = "X-Forwarded-For" in request.headers
    try:
        return not forwarded and ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _may_measure(request: HttpRequest) -> bool:
    """From this machine, or with the token."""
    token, given = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    # In constant time: a comparison that stops at the first wrong character tells how many were right.
    return is_local(request) or bool(token and constant_time_compare(given, f"Bearer {token}"))


def _json(body: object, status: int = 200) -> HttpResponse:
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json")
