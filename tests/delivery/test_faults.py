"""Faults of the line and changes of mind while a mail is on its way, counted at a real server."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Consent
from accounts.services import end_consent, remove_account
from delivery import services, smtp, unsubscribe
from delivery.mail import Mail
from delivery.models import Breaker, Message, Stream
from journal.models import Night
from tests.cast import Caller, person
from tests.delivery.conftest import point_at
from tests.delivery.sink import Sink

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLAIN = Mail("Your code", "123456", "")
CHAOS = ["250 OK", "250 OK", "250 OK", "451 later", "421 closing", "452 full", "550 no such user", "554 no"]


def letter(now: datetime, to: str = "alice@example.com", user: Any = None) -> Message:
    return services.enqueue(recipient=to, user=user, kind="login_code", mail=PLAIN, now=now)


def weekly(reader: Caller, now: datetime) -> Message:
    Night.objects.create(patient=reader.patient, date=date(2026, 11, 18), timezone="UTC", received_at=now)
    return services.enqueue(
        recipient=reader.user.email, user=reader.user, kind="weekly_summary", now=now, period="2026-11-16"
    )


class TestTheLine:
    """Whatever goes wrong before the first mail: nothing is lost, and it is tried for a day."""

    @pytest.mark.parametrize("fault", ["refused", "no such host", "no TLS", "TLS with a plain server"])
    def test_a_server_that_cannot_be_used_keeps_the_mail_for_a_day(
        self, settings: Any, sink: Sink, now: datetime, fault: str
    ) -> None:
        message, working = letter(now), settings.EMAIL_PORT
        match fault:
            case "refused":
                settings.EMAIL_PORT = 1
            case "no such host":
                settings.EMAIL_HOST = "mail.invalid"
            case "no TLS":
                settings.EMAIL_USE_TLS = True
            case "TLS with a plain server":
                settings.EMAIL_USE_SSL, settings.EMAIL_TIMEOUT = True, 1
        assert services.relay(now=now) == 0
        message.refresh_from_db()
        assert (message.state, message.lease, Breaker.objects.get().failures) == ("pending", None, 1)

        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        point_at(settings, working)
        assert services.relay(now=now + 23 * HOUR) == 1
        assert len(sink.taken) == 1

    def test_a_day_of_silence_ends_in_failure_and_an_alarm(
        self, settings: Any, now: datetime, caplog: pytest.LogCaptureFixture
    ) -> None:
        message = letter(now)
        point_at(settings, 1)
        for hour in range(26):
            services.relay(now=now + hour * HOUR)

        message.refresh_from_db()
        assert (message.state, message.reason) == ("failed", "given_up")
        assert "given up" in caplog.text

    def test_an_answer_slower_than_the_timeout_is_unknown(
        self, sink: Sink, settings: Any, alice: Caller, now: datetime
    ) -> None:
        settings.EMAIL_TIMEOUT = 1
        sink.before_answer = lambda: time.sleep(2.5)
        message = weekly(alice, now)

        services.relay(now=now)
        services.relay(now=now + 2 * HOUR)

        message.refresh_from_db()
        assert (message.state, len(sink.taken)) == ("unknown", 1)


class TestAnyMixture:
    """Servers that answer as they please: what is written down agrees with what the server took."""

    @pytest.mark.parametrize("seed", range(5))
    def test_no_weekly_mail_twice_and_no_code_lost(self, sink: Sink, now: datetime, seed: int) -> None:
        chance = random.Random(seed)
        readers = [person(f"reader{number}@example.com") for number in range(12)]
        kinds = {weekly(one, now).recipient for one in readers[:6]}
        for one in readers[6:]:
            letter(now, one.user.email, one.user)
        for answers in (sink.rcpt, sink.data):
            answers.extend(chance.choice(CHAOS) for _ in range(15))
        sink.mail.extend(chance.choice(["250 OK", "250 OK", "421 closing"]) for _ in range(15))
        sink.drops = lambda: chance.random() < 0.15

        for step in range(60):
            services.relay(now=now + step * 20 * MINUTE)
            if step == 40:
                sink.drops = lambda: False

        taken = Counter(sink.recipients)
        for row in Message.objects.all():
            times = taken[row.recipient]
            if row.recipient in kinds:
                assert times <= 1, row.recipient
            match row.state:
                case "sent":
                    assert times >= 1
                case "failed" | "suppressed":
                    assert row.reason in ("refused", "address_refused", "given_up")
                case "unknown":
                    assert row.recipient in kinds
                case waiting:
                    pytest.fail(f"{row.recipient} is still {waiting}")


class TestBetweenClaimAndSend:
    """Both mails are claimed at once; while the first is handed over, the second's reader changes their mind."""

    @pytest.mark.parametrize("what", ["unsubscribe", "pause", "off", "rest", "close", "erase", "withdraw"])
    def test_a_change_of_mind_stops_the_mail(
        self, sink: Sink, alice: Caller, bob: Caller, now: datetime, what: str, after_the_first: Any
    ) -> None:
        weekly(alice, now)
        weekly(bob, now)
        after_the_first(lambda: change(bob, what, now))

        assert services.relay(now=now) == 1
        assert sink.recipients == [alice.user.email]

    def test_a_consent_ended_meanwhile_leaves_its_patient_out(
        self, sink: Sink, alice: Caller, bob: Caller, tess: Caller, now: datetime, after_the_first: Any
    ) -> None:
        letter(now - MINUTE)
        Consent.objects.create(patient=bob.patient, grantee=tess.user, scope="summary", state="active")
        for patient in (alice.patient, bob.patient):
            Night.objects.create(patient=patient, date=date(2026, 10, 20), timezone="UTC", received_at=now)
        services.enqueue(
            recipient=tess.user.email, user=tess.user, kind="caseload_digest", now=now, period="2026-11-16"
        )
        consent = Consent.objects.get(patient=alice.patient)
        after_the_first(lambda: end_consent(consent=consent, now=now))

        assert services.relay(now=now) >= 2

        digest = next(mail for mail in sink.mails if mail["List-Unsubscribe"])
        assert str(bob.patient.pk) in digest.as_string()
        assert str(alice.patient.pk) not in digest.as_string()


def change(caller: Caller, what: str, now: datetime) -> None:
    user = caller.user
    match what:
        case "unsubscribe":
            token = unsubscribe.token_for(user.pk, Stream.SUMMARY)
            caller.http.post(f"/api/v1/mail/unsubscribe/{token}", {"List-Unsubscribe": "One-Click"})
        case "pause":
            caller.send("patch", "mail/preferences", {"summary": {"paused_until": _later()}})
        case "off":
            caller.send("patch", "me", {"mail_summary": "off"})
        case "rest":
            caller.send("patch", "me", {"resting": True})
        case "close":
            type(user).objects.filter(pk=user.pk).update(is_active=False)
        case "erase":
            remove_account(user=user)
        case "withdraw":
            type(user).objects.filter(pk=user.pk).update(withdrawn_at=now)


def _later() -> str:
    from django.utils import timezone

    return (timezone.localdate() + timedelta(days=300)).isoformat()


@pytest.fixture
def after_the_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Do something once the first mail has been handed over, before anything else happens."""

    def arrange(act: Callable[[], object]) -> None:
        send, left = smtp.Line.send, [act]

        def then(line: smtp.Line, mail: Any) -> smtp.Report:
            report = send(line, mail)
            if left:
                left.pop()()
            return report

        monkeypatch.setattr(smtp.Line, "send", then)

    return arrange
