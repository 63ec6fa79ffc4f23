"""What signing in keeps, wherever a person or an attacker meets it."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import agreement, codes, known_devices, services
from accounts.models import ProofCode, User, VisitLink
from config import settings as site
from delivery import unsubscribe
from delivery.models import Message, Stream
from tests.cast import Caller
from tests.security.people import WORD, allauth, code_in, give_factor, totp

pytestmark = pytest.mark.django_db


def login(http: Client, caller: Caller, word: str = WORD) -> int:
    answer = allauth(http, "post", "auth/login", {"email": caller.user.email, "password": word})
    return int(answer.status_code)


def test_a_password_is_kept_by_argon2id() -> None:
    """By the site's own settings: the tests' people are kept by a quicker one."""
    (hasher,) = [import_string(name)() for name in site.PASSWORD_HASHERS]
    kept = hasher.encode(WORD, hasher.salt())
    memory, passes = map(int, re.findall(r"[mt]=(\d+)", kept))
    assert kept.startswith("argon2$argon2id$")
    assert memory * passes >= 2 * 19 * 1024  # KiB times passes


@pytest.mark.parametrize(
    "word",
    ["a" * 40 + "é" * 60 + "1 z", "長い合言葉は覚えやすいものです"],
)
def test_a_password_is_taken_exactly_as_typed(alice: Caller, word: str) -> None:
    alice.user.set_password(word)
    alice.user.save()
    assert login(Client(), alice, word) == 200
    for other in (word[:-1], word.swapcase(), word.replace(" ", "")):
        if other != word:
            assert login(Client(), alice, other) == 400


def test_the_old_password_is_asked_for_and_every_other_session_ends(alice: Caller) -> None:
    elsewhere = Client()
    assert login(elsewhere, alice) == 200
    change = {"current_password": "not this one", "new_password": "quite another long one"}
    assert allauth(alice.http, "post", "account/password/change", change).status_code == 400
    assert elsewhere.get("/api/v1/me").status_code == 200

    change["current_password"] = WORD
    assert allauth(alice.http, "post", "account/password/change", change).status_code == 200

    assert (elsewhere.get("/api/v1/me").status_code, alice.get("me").status_code) == (401, 200)
    assert (login(Client(), alice), login(Client(), alice, change["new_password"])) == (400, 200)


def reset(http: Client, caller: Caller, word: str) -> Any:
    allauth(http, "post", "auth/password/request", {"email": caller.user.email})
    key = code_in(Message.objects.filter(user=caller.user).latest("pk"))
    return allauth(http, "post", "auth/password/reset", {"key": key, "password": word})


def test_a_reset_leaves_the_factor_and_ends_every_session(alice: Caller) -> None:
    secret = give_factor(alice.user)
    visitor = Client()
    assert reset(visitor, alice, "quite another long one").status_code in (200, 401)
    assert alice.get("me").status_code == 401
    assert visitor.get("/api/v1/me").status_code == 401
    again = Client()
    assert login(again, alice, "quite another long one") == 401
    assert again.get("/api/v1/me").status_code == 401
    assert allauth(again, "post", "auth/2fa/authenticate", {"code": totp(secret)}).status_code == 200


def test_a_code_of_the_app_opens_once(alice: Caller) -> None:
    secret = give_factor(alice.user)
    with time_machine.travel(timezone.now(), tick=False):
        code = totp(secret)
        found = []
        for _ in range(2):
            http = Client()
            login(http, alice)
            found.append(allauth(http, "post", "auth/2fa/authenticate", {"code": code}).status_code)
    assert found == [200, 400]


def test_a_mailed_code_opens_where_it_was_asked_for_once_and_not_for_long(alice: Caller) -> None:
    asked, other = Client(), Client()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for http in (asked, other):
            allauth(http, "post", "auth/code/request", {"email": alice.user.email})
        key = {"code": code_in(Message.objects.filter(user=alice.user).earliest("pk"))}
        assert allauth(other, "post", "auth/code/confirm", key).status_code == 400
        late = Client()
        late.cookies = asked.cookies
        clock.shift(timedelta(minutes=11))
        assert allauth(late, "post", "auth/code/confirm", key).status_code in (400, 409)
    assert asked.get("/api/v1/me").status_code == 401


SQUATTED = {"email": "vera@example.com", "password": "whoever was first knows it"}


def confirm(http: Client, route: str) -> int:
    """The code that was mailed last is typed."""
    key = code_in(Message.objects.filter(recipient=SQUATTED["email"]).latest("pk"))
    field = "code" if route.startswith("auth/code") else "key"
    return int(allauth(http, "post", route, {field: key}).status_code)


@pytest.mark.parametrize("way", ["code", "reset"])
def test_a_password_chosen_before_the_mailbox_was_read_opens_nothing_of_its_owner(way: str) -> None:
    attacker, owner = Client(), Client()
    agreed = {"agreement": agreement.current().version, "language": "en"}
    allauth(attacker, "post", "auth/signup", SQUATTED | agreed)

    if way == "code":
        allauth(owner, "post", "auth/code/request", {"email": SQUATTED["email"]})
        assert confirm(owner, "auth/code/confirm") == 200
        assert owner.get("/api/v1/me").json()["agreement_due"] == agreed["agreement"]
    else:
        allauth(owner, "post", "auth/password/request", {"email": SQUATTED["email"]})
        key = code_in(Message.objects.filter(recipient=SQUATTED["email"]).latest("pk"))
        allauth(owner, "post", "auth/password/reset", {"key": key, "password": "her own long one"})

    again = Client()
    for http in (attacker, again):
        assert allauth(http, "post", "auth/login", SQUATTED).status_code == 400
        assert http.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("when", ["at once", "later"])
def test_who_chose_a_password_keeps_it(when: str) -> None:
    http = Client()
    allauth(http, "post", "auth/signup", SQUATTED)
    if when == "later":
        http = Client()
        assert allauth(http, "post", "auth/login", SQUATTED).status_code == 401
    assert confirm(http, "auth/email/verify") == 200
    assert http.get("/api/v1/me").status_code == 200

    assert allauth(Client(), "post", "auth/login", SQUATTED).status_code == 200


def test_the_key_of_a_session_changes_with_signing_in(alice: Caller) -> None:
    http = Client()
    session = http.session
    session["planted"] = True
    session.save()
    planted = session.session_key or ""
    assert login(http, alice) == 200
    fixed = Client()
    fixed.cookies["session"] = planted
    assert http.session.session_key != planted
    assert fixed.get("/api/v1/me").status_code == 401


def test_sign_in_of_a_browser_wants_its_token(alice: Caller) -> None:
    http = Client(enforce_csrf_checks=True)
    assert login(http, alice) == 403
    assert http.get("/api/v1/me").status_code == 401


def test_codes_are_long_and_never_twice_the_same() -> None:
    for length, bits in ((codes.INVITATION, 80), (codes.VISIT, 60), (codes.PROOF, 40)):
        drawn = [codes.new_code(length).replace("-", "") for _ in range(400)]
        letters = Counter("".join(drawn))
        assert len(set(drawn)) == 400
        assert {len(one) * 5 for one in drawn} == {bits}
        assert set(letters) == set(codes.ALPHABET)
        assert max(letters.values()) < 2 * min(letters.values()) + 40


def test_no_code_stands_in_the_database(alice: Caller) -> None:
    now = timezone.now()
    _, visit = services.open_visit(patient=alice.patient, scope="summary", now=now)
    proof = services.make_proof_code(user=alice.user, session_key="x", now=now)
    kept = [str(row) for model in (VisitLink, ProofCode) for row in model.objects.values()]
    for code in (visit, proof):
        assert code not in "".join(kept)
        assert code.replace("-", "") not in "".join(kept)
        assert codes.digest(code) in "".join(kept)


@pytest.mark.parametrize(
    "word",
    ["14902658379100465", "plum tree by the river", "ÄÖÜ ßẞ äöü ñandú", "plum tree by the river, " * 5],
)
def test_any_letters_make_a_password(nobody: Client, word: str) -> None:
    answer = allauth(nobody, "post", "auth/signup", {"email": "kim@example.com", "password": word}, "app")
    assert (answer.status_code, answer.json()["data"]["flows"][0]["id"]) == (401, "login")
    assert User.objects.filter(email="kim@example.com").exists()


def test_each_purpose_signs_with_a_salt_of_its_own() -> None:
    salts = [known_devices.SALT, unsubscribe.SALT, "django.contrib.sessions.SessionStore"]
    assert len(set(salts)) == len(salts)
    token = unsubscribe.token_for(uuid4(), Stream.SUMMARY)
    assert unsubscribe.read(token) is not None
    assert unsubscribe.read(Signer(sep=".", salt=known_devices.SALT).sign(token.rpartition(".")[0])) is None
