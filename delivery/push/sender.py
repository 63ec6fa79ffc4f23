"""One encrypted push to one browser: no redirects, ten seconds in all, nothing read but the answer's head."""

import http.client
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import orjson
from django.conf import settings

from delivery.push import hosts
from delivery.push.keys import vapid
from delivery.smtp import shut

PATIENCE = 10.0
GONE = frozenset({404, 410})
BUSY = frozenset({429, 500, 502, 503, 504})
# How long a push service may hold a reminder for a phone that is off.
KEEP = 3600


@dataclass(frozen=True, slots=True)
class Target:
    """A subscription as the browser gave it."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the push service said: its status, 0 when it could not be reached, and when to come back."""

    status: int
    retry_after: datetime | None = None

    @property
    def taken(self) -> bool:
        """It will be delivered."""
        return 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """There is no such subscription any more."""
        return self.status in GONE

    @property
    def busy(self) -> bool:
        """Worth another try."""
        return self.status == 0 or self.status in BUSY


def send(target: Target, payload: Mapping[str, str], *, now: datetime) -> Answer:
    """Encrypt and post one push; an address that is no known push service is answered like one that is gone."""
    if not hosts.allowed(target.endpoint):
        return Answer(410)
    body = _encrypted(target, orjson.dumps(dict(payload)))
    try:
        return _post(target.endpoint, body, now)
    except (OSError, http.client.HTTPException):
        return Answer(0)


def _encrypted(target: Target, data: bytes) -> bytes:
    from pywebpush import WebPusher

    keys = {"p256dh": target.p256dh, "auth": target.auth}
    body: bytes = WebPusher({"endpoint": target.endpoint, "keys": keys}).encode(data)["body"]
    return body


def _post(endpoint: str, body: bytes, now: datetime) -> Answer:
    parts = urlsplit(endpoint)
    origin = f"{parts.scheme}://{parts.netloc}"
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    with _connected(_connection(parts.scheme, parts.netloc)) as connection:
        connection.request("POST", path or "/", body, _headers(origin, now))
        response = connection.getresponse()
        return Answer(response.status, _retry_after(response.headers.get("Retry-After"), now))


def _connection(scheme: str, netloc: str) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(netloc, timeout=PATIENCE)
    return http.client.HTTPConnection(netloc, timeout=PATIENCE)


@contextmanager
def _connected(connection: http.client.HTTPConnection) -> Iterator[http.client.HTTPConnection]:
    """Cut off after `PATIENCE` seconds in all; a socket's own timeout begins anew with every byte."""
    timer = threading.Timer(PATIENCE, lambda: shut(connection.sock) if connection.sock else None)
    timer.daemon = True
    timer.start()
    try:
        yield connection
    finally:
        timer.cancel()
        connection.close()


def _headers(origin: str, now: datetime) -> dict[str, str]:
    expires = int((now + timedelta(hours=12)).timestamp())
    claims = {"aud": origin, "sub": settings.VAPID_SUBJECT, "exp": expires}
    signed: dict[str, str] = vapid().sign(claims)
    return {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEEP),
        "Urgency": "normal",
    }


def _retry_after(said: str | None, now: datetime) -> datetime | None:
    """Seconds or a date; None for anything else. Never more than a day."""
    if said is None:
        return None
    if said.isascii() and said.isdigit():
        return now + timedelta(seconds=min(int(said[:9]), 86_400))
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(at, now + timedelta(days=1))
