"""Whether an address has an account is told by no answer, no hash and no row; and no stranger is mailed for it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import limits
from accounts.models import Patient, RateLimit, User
from delivery.models import Message
from delivery.same_work import NOBODY
from delivery.services import breaker, relay
from delivery.services.breaker import FAILURES
from tests.cast import person
from tests.security.people import WORD, allauth

ADDRESSES = ["unknown", "known", "disabled", "unverified"]


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the real hasher was at work."""
    counted, encode = Counter[str](), MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        counted["hash"] += 1
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    return counted


def address(kind: str) -> str:
    email = f"{kind}@example.com"
    if kind != "unknown":
        user = person(email).user
        User.objects.filter(pk=user.pk).update(is_active=kind != "disabled")
        EmailAddress.objects.filter(user=user).update(verified=kind != "unverified")
    return email


def asked(route: str, body: dict[str, Any], hashes: Counter[str]) -> tuple[Any, int, Counter[str]]:
    """The answer, how often a password was hashed, and what was written how often."""
    hashes.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = allauth(Client(), "post", route, body)
    said = [one["sql"].replace('"', "").split() for one in queries]
    wrote = Counter(" ".join(words[:3]) for words in said if words[0] in ("INSERT", "UPDATE", "DELETE"))
    return shape(answer), hashes["hash"], wrote


def shape(answer: Any) -> tuple[int, str]:
    """All that is said, without the one word that was typed."""
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("route", "extra", "least"),
    [
        ("auth/signup", {"password": "correct horse battery", "agreement": "", "language": "en"}, (1, 5)),
        ("auth/login", {"password": "a wrong one for all"}, (1, 1)),
        ("auth/code/request", {}, (0, 3)),
        ("auth/password/request", {}, (0, 3)),
    ],
)
def test_known_and_unknown_cost_the_same(
    db: None, hashes: Counter[str], route: str, extra: dict[str, Any], least: tuple[int, int]
) -> None:
    found = {}
    for kind in ADDRESSES:
        email = address(kind)
        RateLimit.objects.all().delete()
        found[kind] = asked(route, {"email": email, **extra}, hashes)
    answer, hashed, wrote = found["unknown"]
    assert (hashed, wrote.total() >= least[1]) == (least[0], True), wrote
    assert {kind: one for kind, one in found.items() if one != (answer, hashed, wrote)} == {}


def test_another_code_costs_the_same(db: None, hashes: Counter[str]) -> None:
    wrote = []
    for kind in ("unknown", "known"):
        http = Client()
        allauth(http, "post", "auth/signup", {"email": address(kind), "password": "correct horse battery"})
        with CaptureQueriesContext(connection) as queries:
            assert allauth(http, "post", "auth/email/verify/resend").status_code == 200
        wrote.append(Counter(one["sql"].split("VALUES")[0][:40] for one in queries if "INSERT" in one["sql"]))
    assert wrote[0] == wrote[1]
    assert wrote[0]


def test_what_was_done_for_its_time_alone_leaves_nothing(db: None) -> None:
    email = address("known")
    before = (User.objects.count(), Patient.objects.count(), EmailAddress.objects.count())
    allauth(Client(), "post", "auth/signup", {"email": email, "password": "correct horse battery"})
    assert (User.objects.count(), Patient.objects.count(), EmailAddress.objects.count()) == before
    assert User.objects.get(email=email).check_password(WORD)


class TestMailToStrangers:
    """Without an account an address is written to by who signs up with it, moves to it, or invites it; else never."""

    @pytest.mark.parametrize("route", ["auth/code/request", "auth/password/request"])
    def test_asking_for_a_code_writes_to_nobody(self, db: None, route: str, settings: Any) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert allauth(Client(), "post", route, {"email": "stranger@example.org"}).status_code == 401
        relay(now=timezone.now())
        [message] = Message.objects.all()
        assert (message.recipient, message.state, message.reason) == (NOBODY, "suppressed", "no_account")
        assert mail.outbox == []
        assert "stranger" not in f"{message.text} {message.html} {message.subject}"

    def test_a_letter_to_nobody_waits_for_no_mail_server(self, db: None) -> None:
        now = timezone.now()
        allauth(Client(), "post", "auth/code/request", {"email": "stranger@example.org"})
        allauth(Client(), "post", "auth/code/request", {"email": address("known")})
        for _ in range(FAILURES):
            breaker.record_failure(now=now)
        assert relay(now=now) == 0
        assert dict(Message.objects.values_list("recipient", "state")) == {
            NOBODY: "suppressed",
            "known@example.com": "pending",
        }

    def test_a_wrong_sign_in_writes_to_nobody(self, db: None) -> None:
        allauth(
            Client(), "post", "auth/login", {"email": "stranger@example.org", "password": "whatever else"}
        )
        assert not Message.objects.exists()

    def test_signing_up_with_a_known_address_writes_to_its_owner_alone(self, db: None) -> None:
        allauth(
            Client(), "post", "auth/signup", {"email": address("known"), "password": "correct horse battery"}
        )
        assert [(row.recipient, row.kind) for row in Message.objects.all()] == [
            ("known@example.com", "account_already_exists")
        ]

    def test_three_things_write_to_one_and_no_mailbox_is_filled(self, db: None) -> None:
        tess = person("tess@example.com", is_therapist=True)
        for _ in range(5):
            allauth(
                Client(),
                "post",
                "auth/signup",
                {"email": "one@example.org", "password": "correct horse battery"},
            )
            tess.send("post", "invitations", {"email": "two@example.org"})
            allauth(tess.http, "post", "account/email", {"email": "three@example.org"})
        written = Counter(
            (row.recipient, row.kind) for row in Message.objects.filter(recipient__endswith="example.org")
        )
        assert written == {
            ("one@example.org", "email_confirmation_signup"): 1,
            ("one@example.org", "account_already_exists"): 1,
            ("two@example.org", "invitation_patient"): limits.STRANGER_MAILS.amount,
            ("three@example.org", "email_confirmation"): limits.RESENT_CODES.amount,
        }

    def test_an_address_that_somebody_tries_to_take_over_is_asked_itself(self, db: None) -> None:
        owner, other = address("known"), person("other@example.com")
        allauth(other.http, "post", "account/email", {"email": owner})
        assert {row.recipient for row in Message.objects.all()} <= {owner, "other@example.com"}


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_up_at_once_make_one_account_with_its_letter() -> None:
    def sign_up(number: int) -> int:
        body = {"email": "kim@example.com", "password": f"correct horse {number}"}
        try:
            for _ in range(50):
                try:
                    return int(allauth(Client(), "post", "auth/signup", body).status_code)
                except OperationalError:  # SQLite in memory turns writers away instead of making them wait
                    continue
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as at_once:
        answers = list(at_once.map(sign_up, range(2)))
    assert set(answers) <= {401, 429}
    kim = User.objects.get(email="kim@example.com")
    letters = Message.objects.filter(recipient=kim.email)
    assert letters.filter(kind="email_confirmation_signup").count() == 1
    assert (Patient.objects.filter(user=kim).count(), EmailAddress.objects.filter(user=kim).count()) == (1, 1)
