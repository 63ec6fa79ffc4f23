"""Web push against a push service of this process: encryption, refusals, hangs, redirects."""

import base64
import http.server
import threading
import time as clock
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import http_ece  # type: ignore[import-untyped]
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from delivery import services
from delivery.models import Device, Push
from delivery.push import hosts, keys, sender
from delivery.services import pushing
from journal import closing
from journal.models import Night
from tests.cast import Caller

AT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = ec.generate_private_key(ec.SECP256R1())
AUTH = b"0123456789abcdef"


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


POINT = text(KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@dataclass
class PushService:
    """What it is told to answer, and what it was sent."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    hang: float = 0.0
    requests: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[PushService]:
    found = PushService()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.requests.append((self.path, dict(self.headers), body))
            clock.sleep(found.hang)
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    local = f"http://127.0.0.1:{found.port}/"
    real = hosts.allowed
    monkeypatch.setattr(hosts, "allowed", lambda endpoint: endpoint.startswith(local) or real(endpoint))
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def phone(alice: Caller, service: PushService) -> Device:
    alice.user.reminder_at = time(21, 30)
    alice.user.save()
    endpoint = f"http://127.0.0.1:{service.port}/send/alice"
    return services.subscribe(
        user=alice.user, subscription=services.Subscription(endpoint, POINT, text(AUTH))
    )


@pytest.fixture
def push(phone: Device) -> Push:
    return Push.objects.create(device=phone, kind="reminder", period="2026-11-22", chosen_at=AT, due_at=AT)


def test_the_phone_can_read_it_and_it_says_nothing_of_health(service: PushService, push: Push) -> None:
    assert services.push_due(now=AT) == 1

    path, headers, body = service.requests[0]
    said = orjson.loads(http_ece.decrypt(body, private_key=KEY, auth_secret=AUTH, version="aes128gcm"))
    assert said == {"title": "Stillnight", "body": "Your journal is open.", "receipt": str(push.pk)}
    assert (path, headers["Content-Encoding"], headers["TTL"]) == ("/send/alice", "aes128gcm", "3600")
    assert headers["Authorization"].startswith("vapid t=")
    push.refresh_from_db()
    assert (push.state, push.sent_at) == ("sent", AT)


def test_it_is_sent_once(service: PushService, push: Push) -> None:
    services.push_due(now=AT)
    services.push_due(now=AT + MINUTE)
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_is_gone_is_forgotten(service: PushService, push: Push, status: int) -> None:
    service.status = status
    services.push_due(now=AT)
    assert not Device.objects.exists()


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Sun, 22 Nov 2026 21:34:00 GMT", timedelta(minutes=4)),
        ("soon", pushing.WAIT),
        ("", pushing.WAIT),
    ],
)
def test_retry_after_is_kept(service: PushService, push: Push, header: str, wait: timedelta) -> None:
    service.status, service.headers = 429, {"Retry-After": header} if header else {}
    services.push_due(now=AT)

    push.refresh_from_db()
    assert (push.state, push.due_at - AT) == ("pending", wait)
    service.status = 201
    services.push_due(now=AT + wait - timedelta(seconds=1))
    assert len(service.requests) == 1
    services.push_due(now=AT + wait)
    assert len(service.requests) == 2


def test_a_service_that_is_down_is_tried_thrice(service: PushService, push: Push) -> None:
    service.status = 500
    for minutes in (0, 5, 10, 14):
        services.push_due(now=AT + minutes * MINUTE)
    push.refresh_from_db()
    assert (push.state, len(service.requests)) == ("failed", 3)


def test_a_redirect_is_not_followed(service: PushService, push: Push) -> None:
    service.status, service.headers = 307, {"Location": f"http://127.0.0.1:{service.port}/inside"}
    services.push_due(now=AT)
    assert [path for path, _, _ in service.requests] == ["/send/alice"]


def test_a_hanging_service_is_left_after_its_time(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "PATIENCE", 0.5)
    service.hang = 2.0
    began = clock.monotonic()
    services.push_due(now=AT)
    assert clock.monotonic() - began < 1.5
    push.refresh_from_db()
    assert push.state == "pending"


def test_the_address_is_checked_again_before_sending(alice: Caller, push: Push, service: PushService) -> None:
    Device.objects.update(endpoint="https://inside.example/send")
    services.push_due(now=AT)
    assert (service.requests, Device.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "why", ["logged", "resting", "withdrawn", "silent", "switched off", "too late", "night has come"]
)
def test_what_changed_before_sending_is_heeded(
    service: PushService, push: Push, alice: Caller, why: str
) -> None:
    now = AT
    match why:
        case "logged":
            Night.objects.create(
                patient=alice.patient, date=date(2026, 11, 22), timezone="UTC", received_at=AT
            )
        case "resting":
            alice.user.resting = True
        case "withdrawn":
            alice.user.withdrawn_at = AT
        case "silent":
            closing.asked(patient=alice.patient, now=AT)
        case "switched off":
            alice.user.reminder_at = None
        case "too late":
            Push.objects.update(chosen_at=AT - timedelta(hours=2))
        case "night has come":
            now = AT + 31 * MINUTE
    alice.user.save()

    services.push_due(now=now)

    push.refresh_from_db()
    assert (push.state, service.requests) == ("dropped", [])


@pytest.mark.parametrize(
    ("hour", "night"), [(7, False), (12, False), (21, False), (22, True), (3, True), (6, True)]
)
def test_quiet_hours_are_the_persons_own(hour: int, night: bool) -> None:
    now = datetime(2026, 11, 22, hour, 30, tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)
    assert pushing.quiet(now, "America/New_York") is night


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/x",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://web.push.apple.com/x",
        "https://db5p.notify.windows.com/w/?token=x",
        "https://fcm.googleapis.com:443/fcm/send/x",
    ],
)
def test_the_push_services_of_browsers_are_known(endpoint: str) -> None:
    assert hosts.allowed(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data",
        "https://0x7f.1/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:99999/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://push.apple.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "https://fcm.googleapis.com\\@127.0.0.1/x",
        "https://fcm.googleapis.com/x\r\nHost: evil",
        "https://fcm.googleapis.com/" + "x" * 10_000,
        "https://fcm。googleapis.com/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_no_other_address_is_ever_posted_to(endpoint: str) -> None:
    assert not hosts.allowed(endpoint)


@pytest.mark.parametrize(
    ("p256dh", "auth", "field"),
    [
        (text(b"\x04" + b"\x01" * 64), text(AUTH), "keys.p256dh"),
        (text(b"short"), text(AUTH), "keys.p256dh"),
        ("not base64!", text(AUTH), "keys.p256dh"),
        (POINT, text(b"short"), "keys.auth"),
        (POINT, "", "keys.auth"),
    ],
    ids=["off the curve", "short point", "no base64", "short secret", "no secret"],
)
def test_keys_of_no_curve_are_refused(p256dh: str, auth: str, field: str) -> None:
    with pytest.raises(services.BadSubscription) as fault:
        services.Subscription("https://fcm.googleapis.com/fcm/send/x", p256dh, auth)
    assert fault.value.field == field


def test_of_more_than_ten_devices_the_oldest_go(alice: Caller) -> None:
    for number in range(14):
        endpoint = f"https://fcm.googleapis.com/fcm/send/{number}"
        services.subscribe(user=alice.user, subscription=services.Subscription(endpoint, POINT, text(AUTH)))
    kept = {row.endpoint.rsplit("/", 1)[-1] for row in Device.objects.all()}
    assert kept == {str(number) for number in range(4, 14)}


def test_a_browser_belongs_to_who_subscribed_it_last(alice: Caller, bob: Caller) -> None:
    subscription = services.Subscription("https://fcm.googleapis.com/fcm/send/x", POINT, text(AUTH))
    services.subscribe(user=alice.user, subscription=subscription)
    services.subscribe(user=bob.user, subscription=subscription)
    assert Device.objects.get().user == bob.user


def test_the_key_is_made_once_and_kept_to_its_owner(settings: Any, tmp_path: Any) -> None:
    settings.VAR_DIR, settings.VAPID_PRIVATE_KEY = tmp_path, ""
    keys.vapid.cache_clear()
    first = keys.public_key()
    keys.vapid.cache_clear()
    again = keys.public_key()
    keys.vapid.cache_clear()

    assert first == again
    assert len(base64.urlsafe_b64decode(first + "=")) == 65
    assert keys.private_key_file().stat().st_mode & 0o777 == 0o600
