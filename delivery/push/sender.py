"""One encrypted push to one browser: no redirects, ten seconds in all, nothing read but the answer's head."""

import base64
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
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
UNCOMPRESSED_POINT = 65  # bytes
# Push services answer either of them once a subscription has ended.
GONE = frozenset({404, 410})
BUSY = frozenset({429, 500, 502, 503, 504})


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


def send(target: Target, payload: Mapping[str, str], *, now: datetime, keep: int, topic: str) -> Answer:
    """Encrypt and post one push, which the service may hold for `keep` seconds and which replaces one of its topic.

    An address that is no known push service, or keys that fit nothing, are answered like ones that are gone.
    """
    if not hosts.allowed(target.endpoint):
        return Answer(410)
    try:
        body = _encrypted(target, orjson.dumps(dict(payload)))
    except ValueError:
        return Answer(410)
    return _Post(target.endpoint, body, _headers(target.endpoint, now, keep, topic), now).answered()


def _encrypted(target: Target, data: bytes) -> bytes:
    """The body of a push by RFC 8291, each with a key pair of its own. ValueError for keys that fit nothing."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from http_ece import ECEException, encrypt

    point = _bytes_of(target.p256dh)
    if len(point) != UNCOMPRESSED_POINT:
        raise ValueError("p256dh is no uncompressed point")
    try:
        body: bytes = encrypt(
            data,
            private_key=generate_private_key(SECP256R1()),
            dh=point,
            auth_secret=_bytes_of(target.auth),
            version="aes128gcm",
        )
    except ECEException as fault:
        raise ValueError(str(fault)) from fault
    return body


def _bytes_of(text: str) -> bytes:
    """From base64url, which browsers write without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class _Connection(http.client.HTTPSConnection):
    """Connects to the very address that was looked at, so that a name cannot lead elsewhere a moment later."""

    def connect(self) -> None:
        self.sock = _dial(self.host, PATIENCE)
        # The handshake waits until `sock` is set: `answered` can only cut what stands there.
        self.sock = _tls().wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


def _dial(host: str, patience: float) -> socket.socket:
    """A line to the first of the host's addresses that answers. OSError."""
    last = OSError("no address")
    for family, place in hosts.reach(host):
        line = socket.socket(family, socket.SOCK_STREAM)
        line.settimeout(patience)
        try:
            line.connect(place)
        except OSError as fault:
            line.close()
            last = fault
        else:
            return line
    raise last


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Post:
    """One request in a thread of its own: looking the name up and shaking hands count too, and no timeout of a socket
    covers all that."""

    def __init__(self, endpoint: str, body: bytes, headers: Mapping[str, str], now: datetime) -> None:
        parts = urlsplit(endpoint)
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._body, self._headers, self._now = body, headers, now
        self._connection = _Connection(parts.hostname or "", 443, timeout=PATIENCE)
        self._answer = Answer(0)

    def answered(self) -> Answer:
        """What the service said within `PATIENCE` seconds."""
        thread = threading.Thread(target=self._run, name="push", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        # A thread cannot be ended from outside; without its socket it ends by itself.
        if thread.is_alive() and self._connection.sock is not None:
            shut(self._connection.sock)
        return Answer(0) if thread.is_alive() else self._answer

    def _run(self) -> None:
        try:
            self._connection.request("POST", self._path, self._body, dict(self._headers))
            response = self._connection.getresponse()
            self._answer = Answer(
                response.status, _retry_after(response.headers.get("Retry-After"), self._now)
            )
        except (OSError, http.client.HTTPException, ValueError):
            self._answer = Answer(0)
        finally:
            self._connection.close()


def _headers(endpoint: str, now: datetime, keep: int, topic: str) -> dict[str, str]:
    # RFC 8292 allows 24 hours at most, by the push service's clock.
    expires = int((now + timedelta(hours=12)).timestamp())
    origin = f"https://{urlsplit(endpoint).hostname}"
    claims = {"aud": origin, "sub": settings.VAPID_SUBJECT, "exp": expires}
    signed: dict[str, str] = vapid().sign(claims)
    return {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(keep),
        "Topic": topic,
        "Urgency": "normal",
    }


def _retry_after(said: str | None, now: datetime) -> datetime | None:
    """Seconds or a date; None for anything else. Never more than a day."""
    if said is None:
        return None
    # `isdigit` alone accepts superscripts, which `int` refuses, as it refuses a number of thousands of digits.
    if said.isascii() and said.isdigit():
        return now + timedelta(seconds=min(int(said[:9]), 86_400))
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    # A date with the zone -0000 is parsed without one.
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(now, min(at, now + timedelta(days=1)))
