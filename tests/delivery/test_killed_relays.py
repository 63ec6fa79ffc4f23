"""Once means once, also when a relay is killed outright: counted at a real mail server, over a real database."""

import random
import time
from collections import Counter
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Patient, User
from delivery import services
from delivery.mail import Mail
from delivery.models import Message
from delivery.services.relaying import IN_HAND
from journal.models import Night
from tests.cast import person
from tests.delivery import relay_once
from tests.delivery.sink import Sink, wait_until

# Each relay is forked from a process that has loaded Django once.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.delivery.relay_once"])


def relay_process(port: int, dies: str = "") -> ForkServerProcess:
    """A relay of its own on this test's database."""
    database = str(connection.settings_dict["NAME"])
    process = FORKS.Process(target=relay_once.relay, args=(database, port, dies))
    process.start()
    return process


def exit_code(relay: ForkServerProcess) -> int | None:
    """Of a relay that ended within a minute: 0, or minus the signal that ended it."""
    relay.join(60)
    return relay.exitcode


@pytest.fixture
def port(shared_database: None, sink: Sink, settings: object) -> int:
    return int(settings.EMAIL_PORT)  # type: ignore[attr-defined]


def a_code(number: int) -> Message:
    mail = Mail("Your code", "123456", "")
    return services.enqueue(
        recipient=f"reader{number}@example.com", user=None, kind="login_code", mail=mail, now=timezone.now()
    )


def a_weekly_mail(to: str = "alice@example.com") -> Message:
    alice = person(to)
    now = timezone.now()
    Night.objects.create(patient=alice.patient, date="2026-11-18", timezone="UTC", received_at=now)
    return services.enqueue(
        recipient=alice.user.email, user=alice.user, kind="weekly_summary", now=now, period="2026-11-16"
    )


@pytest.mark.parametrize(
    ("kind", "killed", "state", "mails"),
    [
        ("weekly", "before", "unknown", 0),
        ("weekly", "after", "unknown", 1),
        ("code", "before", "sent", 1),
        ("code", "after", "sent", 2),
    ],
)
def test_a_relay_killed_with_a_mail_in_hand(
    sink: Sink, port: int, kind: str, killed: str, state: str, mails: int
) -> None:
    message = a_weekly_mail() if kind == "weekly" else a_code(1)

    assert exit_code(relay_process(port, killed)) == -9
    message.refresh_from_db()
    assert message.state == "sending"
    services.relay(now=timezone.now() + IN_HAND + timedelta(seconds=30))

    message.refresh_from_db()
    assert (message.state, len(sink.taken)) == (state, mails)
    assert len({mail["Message-ID"] for mail in sink.mails}) <= 1


@pytest.mark.parametrize(
    ("killed", "left", "doubled"),
    [("after", {"sending": 1, "pending": 19}, 1), ("written", {"sent": 1, "pending": 19}, 0)],
)
def test_a_killed_relay_holds_up_no_more_than_the_mail_in_its_hand(
    sink: Sink, port: int, killed: str, left: dict[str, int], doubled: int
) -> None:
    for number in range(20):
        a_code(number)

    assert exit_code(relay_process(port, killed)) == -9
    assert Counter(Message.objects.values_list("state", flat=True)) == left
    services.relay(now=timezone.now() + IN_HAND + timedelta(seconds=30))

    counts = Counter(sink.recipients)
    assert sorted(counts.values()) == [1] * (20 - doubled) + [2] * doubled


def test_weekly_mails_of_a_relay_killed_between_two_are_all_known_of(sink: Sink, port: int) -> None:
    for number in range(3):
        a_weekly_mail(f"reader{number}@example.com")

    assert exit_code(relay_process(port, "written")) == -9
    services.relay(now=timezone.now() + IN_HAND + timedelta(seconds=30))

    assert Counter(sink.recipients) == {f"reader{number}@example.com": 1 for number in range(3)}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_relays_killed_at_any_moment_leave_one_mail_each_unknown_at_most(sink: Sink, port: int) -> None:
    chance, kills = random.Random(7), 4
    for number in range(30):
        a_weekly_mail(f"reader{number}@example.com")

    for _ in range(kills):
        relay = relay_process(port)
        wanted = len(sink.taken) + 5
        wait_until(lambda wanted=wanted: len(sink.taken) >= wanted)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.005))
        relay.kill()
        relay.join(60)
        Message.objects.filter(leased_until__isnull=False).update(leased_until=timezone.now())
    services.relay(now=timezone.now() + timedelta(seconds=30))

    states = Counter(Message.objects.values_list("state", flat=True))
    assert set(Counter(sink.recipients).values()) == {1}
    assert states["sent"] + states["unknown"] == 30
    assert states["unknown"] <= kills


def test_two_relays_at_once_send_each_mail_once(sink: Sink, port: int) -> None:
    for number in range(120):
        a_code(number)

    relays = [relay_process(port), relay_process(port)]
    assert [exit_code(one) for one in relays] == [0, 0]

    assert Counter(sink.recipients) == {f"reader{number}@example.com": 1 for number in range(120)}
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert not User.objects.exists()
    assert not Patient.objects.exists()
