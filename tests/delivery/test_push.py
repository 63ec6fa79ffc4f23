"""Web push against a push service of this machine: encryption, refusals, hangs, redirects, names that lie."""

import base64
import socket
import time as clock
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import http_ece
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
from tests.delivery.push_service import PushService, names_lead_to, serving
from tests.delivery.sink import tarpit

AT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEY = ec.generate_private_key(ec.SECP256R1())
AUTH = b"0123456789abcdef"
HELLO = b"\x16\x03\x03\x40\x00" + b"\x02" * 200  # a TLS record that never comes to its end


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


POINT = text(KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[PushService]:
    """The internet of these tests: every name leads to the service, whose certificate is trusted."""
    found = PushService()
    with serving(found, tmp_path) as trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        monkeypatch.setattr(socket, "getaddrinfo", names_lead_to(found.port))
        monkeypatch.setattr(hosts, "is_outside", lambda address: True)
        yield found


@pytest.fixture
def phone(alice: Caller, service: PushService) -> Device:
    alice.user.reminder_at = time(21, 30)
    alice.user.save()
    return subscribe(alice, "alice")


def subscribe(reader: Caller, name: str) -> Device:
    endpoint = f"https://fcm.googleapis.com/send/{name}"
    return services.subscribe(
        user=reader.user, subscription=services.Subscription(endpoint, POINT, text(AUTH))
    )


@pytest.fixture
def push(phone: Device) -> Push:
    return Push.objects.create(device=phone, kind="reminder", period="2026-11-22", chosen_at=AT, due_at=AT)


def test_the_phone_can_read_it_and_it_says_nothing_of_health(service: PushService, push: Push) -> None:
    assert services.push_due(now=AT) == 1

    path, headers, body = service.requests[0]
    said = orjson.loads(http_ece.decrypt(body, private_key=KEY, auth_secret=AUTH, version="aes128gcm"))
    assert said == {"title": "Stillnight", "body": "Your journal is open.", "receipt": str(push.pk)}
    assert (path, headers["Content-Encoding"]) == ("/send/alice", "aes128gcm")
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
        ("-5", pushing.WAIT),
        ("Mon, 01 Jan 0001 00:00:00 +1400", timedelta(0)),
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
    service.status, service.headers = 307, {"Location": "https://fcm.googleapis.com/inside"}
    services.push_due(now=AT)
    assert [path for path, _, _ in service.requests] == ["/send/alice"]


def test_a_hanging_service_is_left_after_its_time(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "PATIENCE", 0.5)
    service.hang = 2.0
    began = clock.monotonic()
    services.push_due(now=AT)
    assert clock.monotonic() - began < 5
    push.refresh_from_db()
    assert push.state == "pending"


@pytest.mark.parametrize("where", ["name", "silence", "handshake"])
def test_the_time_counts_from_the_name_to_the_answer(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(sender, "PATIENCE", 0.5)
    with tarpit(HELLO if where == "handshake" else b"", pace=0.1) as port:
        found = names_lead_to(port)

        def slowly(*words: Any, **named: Any) -> Any:
            clock.sleep(6 if where == "name" else 0)
            return found(*words, **named)

        monkeypatch.setattr(socket, "getaddrinfo", slowly)
        began = clock.monotonic()
        services.push_due(now=AT)
        assert clock.monotonic() - began < 5
    push.refresh_from_db()
    assert (push.state, service.requests) == ("pending", [])


def test_hanging_services_do_not_hold_up_the_others(
    service: PushService, alice: Caller, bob: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.hang = 0.4
    for reader in (alice, bob):
        reader.user.reminder_at = time(21, 30)
        reader.user.save()
        for number in range(4):
            device = subscribe(reader, f"{reader.user.pk}{number}")
            Push.objects.create(device=device, kind="reminder", period="2026-11-22", chosen_at=AT, due_at=AT)
    began = clock.monotonic()
    assert services.push_due(now=AT) == 8
    assert clock.monotonic() - began < 1.6


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.7", "192.168.1.1", "172.16.3.4", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
     "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_called(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(socket, "getaddrinfo", names_lead_to(service.port, address))
    tried: list[Any] = []
    connect = socket.socket.connect

    def call(line: socket.socket, place: Any) -> None:
        # The broker is asked by its file, from a thread of its own.
        if line.family == socket.AF_UNIX:
            connect(line, place)
        else:
            tried.append(place)

    monkeypatch.setattr(socket.socket, "connect", call)
    services.push_due(now=AT)
    push.refresh_from_db()
    assert (tried, service.connections, push.state) == ([], 0, "pending")


def test_a_name_that_leads_inside_the_second_time_is_asked_for_once(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [names_lead_to(service.port), names_lead_to(1, "127.0.0.2")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *words, **named: answers.pop(0)(*words, **named))
    assert services.push_due(now=AT) == 1
    assert len(answers) == 1


def test_a_server_that_cannot_prove_its_name_is_told_nothing(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    services.push_due(now=AT)
    push.refresh_from_db()
    assert (push.state, service.requests) == ("pending", [])


@pytest.mark.parametrize(
    ("chosen", "minutes", "seconds"),
    [("20:30", 0, 3600), ("20:30", 20, 2400), ("21:30", 0, 1800), ("21:58", 0, 900), ("23:30", 5, 600)],
)
def test_it_is_kept_no_longer_than_it_might_be_sent(
    service: PushService, push: Push, chosen: str, minutes: int, seconds: int
) -> None:
    at = datetime.combine(date(2026, 11, 22), time.fromisoformat(chosen), tzinfo=UTC)
    Push.objects.update(chosen_at=at, due_at=at)
    services.push_due(now=at + minutes * MINUTE)
    _, headers, _ = service.requests[0]
    assert (headers["TTL"], headers["Topic"]) == (str(seconds), "reminder")


def test_a_receipt_that_was_quicker_than_the_answer_ends_it(
    service: PushService, push: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.status = 503
    services.push_due(now=AT)
    services.note_receipt(receipt=push.pk, event="shown", now=AT + MINUTE)
    services.push_due(now=AT + 6 * MINUTE)
    push.refresh_from_db()
    assert (push.state, len(service.requests)) == ("sent", 1)


def test_a_push_whose_sender_died_is_neither_doubled_nor_kept_waiting(
    service: PushService, push: Push
) -> None:
    Push.objects.update(state="sending", due_at=AT + pushing.LEASE)
    services.push_due(now=AT + MINUTE)
    services.push_due(now=AT + pushing.LEASE)
    push.refresh_from_db()
    assert (push.state, push.reason, service.requests) == ("failed", "sender_lost", [])


def test_keys_that_fit_nothing_do_not_stop_the_others(
    service: PushService, push: Push, alice: Caller
) -> None:
    Device.objects.update(p256dh=text(b"\x04" * 65))
    other = Push.objects.create(
        device=subscribe(alice, "tablet"), kind="reminder", period="2026-11-22", chosen_at=AT, due_at=AT
    )
    assert services.push_due(now=AT) == 1
    other.refresh_from_db()
    assert (other.state, Device.objects.get()) == ("sent", other.device)


def test_old_pushes_are_forgotten(push: Push) -> None:
    assert services.forget_old_pushes(now=AT + timedelta(days=89)) == 0
    assert services.forget_old_pushes(now=AT + timedelta(days=91)) == 1


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
    assert pushing.in_quiet_hours(now, "America/New_York") is night


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


def test_what_was_sent_to_one_person_does_not_become_anothers(
    alice: Caller, bob: Caller, service: PushService
) -> None:
    device = subscribe(alice, "shared")
    Push.objects.create(device=device, kind="reminder", period="2026-11-22", chosen_at=AT, due_at=AT)
    subscribe(bob, "shared")
    assert not Push.objects.exists()


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
