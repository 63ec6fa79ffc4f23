"""The relay against a real SMTP server: each way of failing, and what is done next."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Consent
from accounts.services import end_consent, remove_account
from delivery import services, smtp
from delivery.models import Breaker, Message, RefusedAddress, StreamChoice
from delivery.services import breaker, composing
from delivery.services import relaying as relay
from journal.models import Night
from tests.cast import Caller, person
from tests.delivery.conftest import point_at
from tests.delivery.rows import letter, weekly
from tests.delivery.sink import Sink, tarpit

pytestmark = pytest.mark.django_db
MANY = 120  # six claims
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_a_mail_is_sent_once_and_marked(sink: Sink, now: datetime) -> None:
    message = letter(now)

    assert [services.relay(now=now), services.relay(now=now + HOUR)] == [1, 0]

    message.refresh_from_db()
    assert (message.state, message.attempts, len(sink.taken)) == ("sent", 1, 1)


def test_the_message_id_is_the_rows_own_and_stays(sink: Sink, now: datetime) -> None:
    sink.data.append("451 later")
    message = letter(now)
    services.relay(now=now)
    services.relay(now=now + 2 * MINUTE)

    (mail,) = sink.mails
    assert mail["Message-ID"] == relay.message_id(message)
    assert mail["Auto-Submitted"] == "auto-generated"


def test_each_mail_has_one_recipient(sink: Sink, now: datetime) -> None:
    letter(now, "alice@example.com")
    letter(now, "bob@example.com")

    services.relay(now=now)

    assert sorted(sink.recipients) == ["alice@example.com", "bob@example.com"]
    assert [mail["To"] for mail in sink.mails] == sink.recipients


def test_many_mails_go_over_one_line(sink: Sink, now: datetime) -> None:
    for number in range(MANY):
        letter(now, f"reader{number}@example.com")

    assert services.relay(now=now) == MANY

    assert (sink.connections, len(set(sink.recipients))) == (1, MANY)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


@pytest.mark.parametrize(
    ("step", "answer"),
    [("mail", "421 busy"), ("rcpt", "451 grey"), ("data", "452 full"), ("rcpt", "421 closing")],
)
def test_a_passing_refusal_is_tried_again(sink: Sink, now: datetime, step: str, answer: str) -> None:
    getattr(sink, step).append(answer)
    message = letter(now)

    services.relay(now=now)
    message.refresh_from_db()
    assert (message.state, message.due_at - now < 2 * MINUTE) == ("retry", True)
    assert services.relay(now=now + 30 * timedelta(seconds=1)) == 0

    assert services.relay(now=message.due_at) == 1
    assert len(sink.taken) == 1


def test_retries_come_further_apart_and_end_after_a_day(sink: Sink, now: datetime) -> None:
    sink.rcpt.extend(["451 later"] * 100)
    message = letter(now)
    waits, at = [], now
    while True:
        services.relay(now=at)
        message.refresh_from_db()
        if message.state != "retry":
            break
        waits.append(round((message.due_at - at) / MINUTE))
        at = message.due_at

    assert waits[:5] == [1, 5, 15, 60, 60]
    assert (message.state, message.reason) == ("failed", "given_up")
    assert at - now <= timedelta(hours=24)


def test_a_refused_recipient_is_remembered_and_told_no_more(sink: Sink, alice: Caller, now: datetime) -> None:
    sink.rcpt.append("550 no such user")
    first = letter(now, alice.user.email, alice.user)
    services.relay(now=now)
    first.refresh_from_db()

    second = weekly(alice, now)
    services.relay(now=now + timedelta(hours=2))
    second.refresh_from_db()

    assert (first.state, first.reason) == ("suppressed", "address_refused")
    assert (second.state, second.reason) == ("suppressed", "address_refused")
    assert RefusedAddress.objects.get().reply.startswith("550")
    assert sink.taken == []


def test_a_refused_address_takes_no_other_mail_with_it(sink: Sink, alice: Caller, now: datetime) -> None:
    sent = letter(now, "before@example.com")
    services.relay(now=now)
    RefusedAddress.objects.create(address=alice.user.email, refused_at=now)
    weekly(alice, now)
    later = letter(now + 2 * HOUR, "after@example.com")

    services.relay(now=now + HOUR)

    states = dict(Message.objects.values_list("kind", "state").exclude(pk__in=(sent.pk, later.pk)))
    sent.refresh_from_db()
    later.refresh_from_db()
    assert (sent.state, states, later.state) == ("sent", {"weekly_summary": "suppressed"}, "pending")


def test_who_asks_for_a_code_is_tried_again_after_an_hour(sink: Sink, now: datetime) -> None:
    sink.rcpt.append("550 no such user")
    letter(now)
    services.relay(now=now)

    letter(now + MINUTE)
    services.relay(now=now + MINUTE)
    assert sink.taken == []

    letter(now + 2 * HOUR)
    assert services.relay(now=now + 2 * HOUR) == 1


def test_a_refused_content_fails_and_says_so(
    sink: Sink, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    sink.data.append("554 spam")
    message = letter(now)

    services.relay(now=now)

    message.refresh_from_db()
    assert (message.state, message.reason, message.reply) == ("failed", "refused", "554 spam")
    assert "was refused: 554" in caplog.text


def test_one_refusal_does_not_hold_up_the_next(sink: Sink, now: datetime) -> None:
    sink.rcpt.append("550 no such user")
    letter(now, "gone@example.com")
    letter(now, "alice@example.com")

    assert services.relay(now=now) == 1
    assert (sink.recipients, sink.connections) == (["alice@example.com"], 1)


def test_accepted_then_dropped_is_unknown_for_a_weekly_mail(sink: Sink, alice: Caller, now: datetime) -> None:
    sink.drops = lambda: True
    message = weekly(alice, now)

    services.relay(now=now)
    sink.drops = lambda: False
    services.relay(now=now + timedelta(hours=2))

    message.refresh_from_db()
    assert (message.state, message.reason, len(sink.taken)) == ("unknown", "no_answer", 1)


def test_accepted_then_dropped_is_sent_again_for_a_code(sink: Sink, now: datetime) -> None:
    sink.drops = lambda: True
    message = letter(now)

    services.relay(now=now)
    sink.drops = lambda: False
    services.relay(now=now + 2 * MINUTE)

    message.refresh_from_db()
    assert (message.state, len(sink.taken)) == ("sent", 2)
    assert len({mail["Message-ID"] for mail in sink.mails}) == 1
    assert all("123456" in mail.as_string() for mail in sink.mails)


def test_a_slow_answer_after_the_dot_is_waited_for(sink: Sink, now: datetime) -> None:
    import time

    sink.before_answer = lambda: time.sleep(1.5)
    letter(now)
    assert services.relay(now=now) == 1


@pytest.mark.parametrize("greeting", [b"", b"220 slow as treacle, one byte at a time\r\n"])
def test_a_tarpit_frees_the_worker(
    settings: Any, monkeypatch: pytest.MonkeyPatch, now: datetime, greeting: bytes
) -> None:
    import time

    monkeypatch.setattr(smtp, "OPENING", 1.0)
    message = letter(now)
    with tarpit(greeting, pace=0.3) as port:
        point_at(settings, port)
        began = time.monotonic()
        assert services.relay(now=now) == 0

    message.refresh_from_db()
    assert time.monotonic() - began < 3
    assert (message.state in ("pending", "retry"), message.lease) == (True, None)
    assert Breaker.objects.get().failures == 1


def test_a_server_that_falls_silent_before_the_body_is_left_and_tried_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    import time

    monkeypatch.setattr(smtp, "COMMANDS", 1.0)
    message = letter(now)
    with tarpit(b"220 welcome\r\n", pace=0.0) as port:
        point_at(settings, port)
        began = time.monotonic()
        services.relay(now=now)

    message.refresh_from_db()
    assert time.monotonic() - began < 3
    assert (message.state, message.attempts) == ("retry", 1)


def test_a_server_that_is_gone_opens_the_breaker_and_is_left_alone(settings: Any, now: datetime) -> None:
    point_at(settings, 1)
    letter(now)
    for _ in range(breaker.FAILURES):
        services.relay(now=now)

    row = Breaker.objects.get()
    assert row.open_until is not None
    assert now + breaker.PAUSE <= row.open_until < now + breaker.PAUSE + MINUTE


def test_an_open_breaker_makes_no_connection_until_it_closes(sink: Sink, now: datetime) -> None:
    Breaker.objects.create(pk=1, open_until=now + breaker.PAUSE)
    letter(now)

    assert services.relay(now=now + MINUTE) == 0
    assert sink.connections == 0
    assert services.relay(now=now + breaker.PAUSE) == 1


def test_success_starts_the_count_of_failures_anew(sink: Sink, now: datetime) -> None:
    Breaker.objects.create(pk=1, failures=4)
    letter(now)
    services.relay(now=now)
    assert Breaker.objects.get().failures == 0


def test_mail_nobody_wants_any_more_is_not_sent_when_the_server_comes_back(sink: Sink, now: datetime) -> None:
    message = letter(now)
    services.relay(now=now + timedelta(hours=25))
    message.refresh_from_db()
    assert (message.state, message.reason, sink.taken) == ("failed", "given_up", [])


@pytest.mark.parametrize(
    "between", ["stopped", "paused", "off", "closed", "withdrawn", "erased", "resting", "moved"]
)
def test_what_changed_after_the_row_was_written_is_heeded(
    sink: Sink, alice: Caller, now: datetime, between: str
) -> None:
    message = weekly(alice, now)
    user = alice.user
    match between:
        case "stopped":
            StreamChoice.objects.create(user=user, stream="summary", stopped=True)
        case "paused":
            StreamChoice.objects.create(user=user, stream="summary", paused_until=date(2026, 12, 1))
        case "off":
            user.mail_summary = "off"
        case "closed":
            user.is_active = False
        case "withdrawn":
            user.withdrawn_at = now
        case "resting":
            user.resting = True
        case "moved":
            user.email = "alice@elsewhere.example"
    user.save()
    if between == "erased":
        remove_account(user=user)

    assert services.relay(now=now) == 0

    assert sink.taken == []
    if between != "erased":
        message.refresh_from_db()
        assert message.state == "suppressed"


def test_a_consent_ended_after_the_digest_was_due_leaves_its_patient_out(
    sink: Sink, alice: Caller, bob: Caller, tess: Caller, now: datetime
) -> None:
    services.enqueue(
        recipient=tess.user.email, user=tess.user, kind="caseload_digest", now=now, period="2026-11-16"
    )
    for one in (alice, bob):
        Night.objects.create(
            patient=one.patient, date=date(2026, 10, 20), timezone="UTC", pain=True, received_at=now
        )
    Consent.objects.create(patient=bob.patient, grantee=tess.user, scope="summary", state="active")
    end_consent(consent=Consent.objects.get(patient=alice.patient), now=now)

    services.relay(now=now)

    body = sink.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert str(bob.patient.pk) in body
    assert str(alice.patient.pk) not in body
    assert "Bob" not in body


def test_a_lease_that_ran_out_before_the_conversation_is_taken_by_another(sink: Sink, now: datetime) -> None:
    import uuid

    message = letter(now)
    Message.objects.update(lease=uuid.uuid4(), leased_until=now + relay.LEASE)

    assert services.relay(now=now) == 0
    assert services.relay(now=now + relay.LEASE) == 1
    message.refresh_from_db()
    assert message.state == "sent"


def test_a_worker_that_slept_past_its_lease_sends_nothing(
    sink: Sink, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter(now)
    compose = composing.compose

    def lose_the_lease(*arguments: Any, **named: Any) -> Any:
        Message.objects.update(leased_until=now)
        return compose(*arguments, **named)

    monkeypatch.setattr(composing, "compose", lose_the_lease)
    assert services.relay(now=now) == 0
    assert sink.taken == []


def test_a_mail_costs_one_question_and_two_marks(sink: Sink, now: datetime) -> None:
    def relayed(count: int) -> int:
        for number in range(count):
            weekly(person(f"{count}.{number}@example.com"), now)
        with CaptureQueriesContext(connection) as asked:
            assert services.relay(now=now) == count
        return len(asked)

    a_mail = (relayed(12) - relayed(2)) / 10
    # The reader as they are now; "sending"; "sent" in a transaction, that does not wait for the disk.
    assert a_mail == (6 if connection.vendor == "postgresql" else 5)
