"""Mail that strangers are sent, codes that open something, and what costs the machine much."""

import io
import logging
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import sleep
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import limits
from accounts.limits import TooManyTries
from accounts.models import Invitation, User
from accounts.names import no_name
from accounts.services import spend, try_code
from delivery.models import Message
from tests.cast import Caller
from tests.security.people import allauth, code_in

pytestmark = pytest.mark.usefixtures("frozen")
SIGN_UP_LETTERS = limits.RESENT_CODES.amount
EVIL = "Your account is blocked. Unlock it at http://evil.example/unlock"


def invited(theo: Caller, email: str) -> int:
    status: int = theo.send("post", "invitations", {"email": email}).status_code
    return status


def test_a_name_holds_no_link(theo: Caller) -> None:
    names = [EVIL, "www.evil.test", "me@evil.test", "see evil.example now", "Dr. Theo Brandt", "J.R. Brandt"]
    assert [theo.send("patch", "me", {"name": name}).status_code for name in names] == [422] * 4 + [200] * 2


@pytest.mark.parametrize(
    "name",
    [
        "t.co/unlock",
        "10.0.0.1/unlock",
        "evil。example",
        "evil．example",
        "evil.\u200dexample",
        "ev\u200bil",
        "\u202egro.live\u202c",
        "Ana\u2066",
        "http\uff1a//evil",
        "call +44 900 123 4567",
    ],
)
def test_no_link_is_hidden_in_a_name(theo: Caller, name: str) -> None:
    answer = theo.send("patch", "me", {"name": name})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")


def test_a_link_in_an_earlier_name_reaches_no_mail_and_no_name_a_subject(theo: Caller) -> None:
    type(theo.user).objects.filter(pk=theo.user.pk).update(name=EVIL)
    assert invited(theo, "stranger@example.org") == 201
    mail = Message.objects.get(recipient="stranger@example.org")
    assert "evil" not in mail.subject + mail.text + mail.html
    assert theo.user.name not in mail.subject


def test_one_person_sends_so_many_invitations_a_day(theo: Caller) -> None:
    statuses = [invited(theo, f"p{number}@example.org") for number in range(limits.INVITATIONS.amount + 2)]
    assert statuses == [201] * limits.INVITATIONS.amount + [429] * 2
    assert Message.objects.count() == limits.INVITATIONS.amount


def test_one_stranger_gets_three_mails_a_day_whoever_sends_them(theo: Caller, tess: Caller) -> None:
    senders = (theo, tess, theo, tess)
    assert [invited(sender, "One@example.org") for sender in senders] == [201] * 3 + [429]
    opened = Invitation.objects.filter(closed_at__isnull=True, email="one@example.org")
    assert sorted(row.inviter.email for row in opened) == ["tess@example.com", "theo@example.com"]


def test_a_mailbox_is_one_stranger_however_its_address_is_written(theo: Caller) -> None:
    written = ["o.ne@example.org", "one+a@example.org", "ONE+b@Example.org", "on.e+c@example.org"]
    assert [invited(theo, address) for address in written] == [201] * 3 + [429]


@pytest.mark.django_db
def test_a_strangers_mailbox_is_not_filled_with_codes(nobody: Client, frozen: Any) -> None:
    with time_machine.travel(frozen, tick=False) as clock:
        taken = 0
        for number in range(90):
            clock.shift(120)
            taken += ask_for_code(nobody, f"stranger+{number}@example.org") != 429
    assert taken <= 20


def ask_for_code(http: Client, email: str) -> int:
    path = "/_allauth/app/v1/auth/code/request"
    status: int = http.post(path, {"email": email}, content_type="application/json").status_code
    return status


@pytest.mark.parametrize(
    "address", ["alice@example.com", "ali.ce+{}@example.com", "p@example.org", "p+{}@example.org"]
)
def test_a_mailbox_is_not_filled_by_signing_up(alice: Caller, address: str) -> None:
    """Alike whether there is an account for the address or not, so that the limit tells no member."""
    EmailAddress.objects.filter(user=alice.user).update(verified=True)
    before, accounts = Message.objects.count(), User.objects.count()
    statuses = [sign_up(address.format(number), f"10.2.0.{number}") for number in range(6)]
    assert statuses == [401] * SIGN_UP_LETTERS + [429] * (6 - SIGN_UP_LETTERS)
    assert Message.objects.count() - before == SIGN_UP_LETTERS
    known = address.startswith("alice@")
    assert User.objects.count() - accounts == (
        0 if known else len({address.format(n) for n in range(SIGN_UP_LETTERS)})
    )


def test_another_code_is_mailed_when_it_is_asked_for(alice: Caller, frozen: Any) -> None:
    """To who has no account yet; whoever has one is not written to again, and is answered alike."""
    EmailAddress.objects.filter(user=alice.user).update(verified=True)
    answers = {}
    for email in ("new@example.org", alice.user.email):
        http, sent = Client(), Message.objects.filter(recipient=email)
        body = {"email": email, "password": "correct horse battery"}
        allauth(http, "post", "auth/signup", body)
        first = sent.count()
        statuses = [allauth(http, "post", "auth/email/verify/resend").status_code for _ in range(3)]
        answers[email] = (first, statuses, sent.count())
    assert answers == {"new@example.org": (1, [200, 429, 429], 2), alice.user.email: (1, [200, 429, 429], 1)}
    http = Client()
    allauth(http, "post", "auth/signup", {"email": "late@example.org", "password": "correct horse battery"})
    old = code_in(Message.objects.get(recipient="late@example.org"))
    allauth(http, "post", "auth/email/verify/resend")
    fresh = code_in(Message.objects.filter(recipient="late@example.org").latest("pk"))
    tried = [allauth(http, "post", "auth/email/verify", {"key": key}).status_code for key in (old, fresh)]
    assert tried == [400, 200]


def sign_up(email: str, from_address: str) -> int:
    path, body = "/_allauth/app/v1/auth/signup", {"email": email, "password": "correct horse battery"}
    answer = Client().post(path, body, content_type="application/json", REMOTE_ADDR=from_address)
    return int(answer.status_code)


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_once_are_no_more_than_the_rule_allows() -> None:
    rule, looked_up = limits.WRONG_VISIT_CODES, Counter[int]()

    def guess(number: int) -> bool:
        opens = partial(looked_up.update, [number])
        try:
            while True:
                try:
                    return try_code(rule, "203.0.113.9", opens, now=timezone.now()) is None
                except OperationalError:  # SQLite in memory turns writers away instead of making them wait
                    sleep(0.01)
        except TooManyTries:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as at_once:
        wrong = list(at_once.map(guess, range(2 * rule.amount)))
    assert (sum(wrong), len(looked_up)) == (rule.amount, rule.amount)


def test_a_visit_that_stands_open_writes_nothing(alice: Caller, nobody: Client) -> None:
    """The page asks every moment whether it may still be shown."""
    code = alice.send("post", "patients/me/visit-links", {}).json()["code"]
    post_visit(nobody, code)
    with CaptureQueriesContext(connection) as asked:
        answer = nobody.post("/api/v1/visit/standing", {"code": code}, content_type="application/json")
    assert answer.status_code == 200
    wrote = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert wrote == []


@pytest.mark.django_db
@pytest.mark.parametrize("route", ["auth/code/request", "auth/password/request"])
def test_a_network_of_ipv6_is_one_caller(nobody: Client, route: str) -> None:
    allowed, path = limits.MAILED_CODES_ADDRESS.amount, f"/_allauth/app/v1/{route}"
    statuses = [
        nobody.post(
            path,
            {"email": f"p{number}@example.org"},
            content_type="application/json",
            REMOTE_ADDR=f"2001:db8:1:2::{number:x}",
        ).status_code
        for number in range(allowed + 1)
    ]
    assert (statuses[-1], statuses.count(429)) == (429, 1)


@pytest.mark.django_db
def test_visit_codes_are_not_guessed_from_a_network_of_ipv6(nobody: Client) -> None:
    wrong = [
        post_visit(nobody, f"0000-0000-00{number}", REMOTE_ADDR=f"2001:db8:1:2:{number:x}::1")
        for number in range(10, 22)
    ]
    elsewhere = post_visit(nobody, "0000-0000-0022", REMOTE_ADDR="2001:db8:1:3::1")
    assert [answer.status_code for answer in wrong] == [404] * 10 + [429] * 2
    assert elsewhere.status_code == 404


def test_visit_codes_are_not_guessed(nobody: Client, alice: Caller) -> None:
    code = alice.send("post", "patients/me/visit-links", {}).json()["code"]
    wrong = [post_visit(nobody, f"0000-0000-00{number}") for number in range(10, 22)]
    assert [answer.status_code for answer in wrong] == [404] * 10 + [429] * 2
    assert post_visit(nobody, code).status_code == 429
    assert post_visit(nobody, code, REMOTE_ADDR="10.1.1.1").json()["name"] == "Alice Fenwick"


def post_visit(http: Client, code: str, **environ: Any) -> Any:
    return http.post("/api/v1/visit", {"code": code}, content_type="application/json", **environ)


def test_invitation_codes_are_not_guessed(bob: Caller) -> None:
    allowed = limits.WRONG_INVITATION_CODES.amount
    codes = [f"0000-0000-0000-{number:04}" for number in range(allowed + 1)]
    routes = ("consents/preview", "consents/accept")
    statuses = [bob.send("post", routes[n % 2], {"code": code}).status_code for n, code in enumerate(codes)]
    assert statuses == [404] * allowed + [429]


def test_visit_links_papers_and_exports_are_counted(alice: Caller, bob: Caller) -> None:
    links = [alice.send("post", "patients/me/visit-links", {}).status_code for _ in range(21)]
    alice.send("put", "patients/me/nights/2026-11-20", {"timezone": "Europe/London", "pain": False})
    exports = [alice.get("patients/me/export?format=json").status_code for _ in range(21)]
    assert (links, exports) == ([201] * 20 + [429], [200] * 20 + [429])
    for _ in range(limits.PAPERS.amount):
        spend((limits.PAPERS, str(alice.user.pk)), now=timezone.now())
    assert alice.get("patients/me/report.pdf").status_code == 429
    assert bob.send("post", "patients/me/visit-links", {}).status_code == 201


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the site's own handler would write, whatever its level."""
    root, stream, before = logging.getLogger(), io.StringIO(), logging.getLogger().level
    [handler] = [one for one in root.handlers if type(one) is logging.StreamHandler]
    usual = handler.setStream(stream)
    root.setLevel(logging.DEBUG)
    yield stream
    handler.setStream(usual)
    root.setLevel(before)


@pytest.mark.parametrize(
    "address",
    [
        "visit/{}",
        "visit/{}/standing",
        "visit/standing/{}",
        "visits/{}",
        "VISIT/{}",
        "visit?code={}",
        "visit?x=1&code={}",
        "visit/standing?code={}",
    ],
)
def test_no_address_takes_a_visit_code(alice: Caller, nobody: Client, log: io.StringIO, address: str) -> None:
    """Addresses are kept by browsers, proxies and logs: a code in one opens nothing, and ours forgets it."""
    code = alice.send("post", "patients/me/visit-links", {}).json()["code"]
    for said in (code, code.replace("-", "").lower()):
        path = "/api/v1/" + address.format(said)
        answers = [nobody.get(path), nobody.post(path, {}, content_type="application/json")]
        assert {answer.status_code for answer in answers} <= {400, 404, 405, 422}
        assert said not in log.getvalue()
    assert post_visit(nobody, code).status_code == 200
    assert post_visit(nobody, code[:-1] + "!").status_code in (404, 422)
    assert "visit" in log.getvalue()
    assert code not in log.getvalue()


def test_a_code_stands_in_no_log_wherever_it_was_typed_and_an_id_does(log: io.StringIO) -> None:
    asked = (
        "GET /api/v1/patients/7162-TM06-GV67/nights /join#7KQ2-M0XD-AA00-ZZZZ "
        "01938f6e-8a3c-7c11-9a51-2f1f6f0c2bce"
    )
    logging.getLogger("django.request").warning(asked)
    assert "TM06" not in log.getvalue()
    assert "M0XD" not in log.getvalue()
    assert "01938f6e-8a3c-7c11-9a51-2f1f6f0c2bce" in log.getvalue()


def test_a_token_in_an_address_stands_in_no_log(nobody: Client, log: io.StringIO) -> None:
    nobody.get("/api/v1/mail/unsubscribe/a-secret:b:c")
    assert "Not Found: /api/v1/mail/unsubscribe/" in log.getvalue()
    assert "a-secret" not in log.getvalue()


def test_names_of_people_are_no_links() -> None:
    people = [
        "Ana María de la Cruz",
        "Dr. med. Jörg Weiß",
        "O'Neill-St John",
        "J. R. R. Lee",
        "李 小龙",
        "می‌خواهم",
        "क्‍ष",
        "Ann 2nd",
        "👩‍⚕️",
    ]
    assert [name for name in people if no_name(name)] == []
