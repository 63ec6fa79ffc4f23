"""A stolen session, twenty minutes after its owner last proved who they are, does nothing that matters."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Consent, User
from delivery.models import Message
from tests.cast import Caller
from tests.security.people import JSON, WORD, allauth, code_in, give_factor, stale, totp

pytestmark = pytest.mark.usefixtures("frozen")

OURS = [
    ("get", "me/export"),
    ("get", "patients/me/export?format=json"),
    ("delete", "me"),
    ("post", "patients/me/consents"),
    ("post", "patients/me/consents/{waiting}/confirm"),
    ("post", "consents/accept"),
    ("post", "invitations"),
    ("post", "consents/{held}/handover"),
    ("post", "patients/me/visit-links"),
    ("put", "me/agreement"),
    ("delete", "me/agreement"),
    ("put", "me/therapist"),
    ("delete", "me/therapist"),
]
ALLAUTHS = [
    ("post", "account/email", {"email": "stolen@x.test"}),
    ("patch", "account/email", {"email": "alice@example.com", "primary": True}),
    ("delete", "account/email", {"email": "alice@example.com"}),
    ("post", "account/password/change", {"current_password": WORD, "new_password": "another long one"}),
    ("post", "account/authenticators/totp", {"code": "000000"}),
    ("delete", "account/authenticators/totp", {}),
    ("get", "account/authenticators/webauthn", None),
    ("get", "account/authenticators/recovery-codes", None),
    ("post", "account/authenticators/recovery-codes", {}),
    ("delete", "auth/sessions", {"sessions": [1]}),
]
BODIES: dict[str, Any] = {
    "patients/me/consents": {"scope": "summary"},
    "consents/accept": {"code": "0000-0000-0000-0000"},
    "me/agreement": {"version": "2026-11-24", "language": "en"},
}


@pytest.fixture
def both(alice: Caller, bob: Caller) -> dict[str, Consent]:
    """Alice is Bob's therapist, and somebody waits for her own word."""
    User.objects.filter(pk=alice.user.pk).update(is_therapist=True)
    held = Consent.objects.create(patient=bob.patient, grantee=alice.user, scope="full", state="active")
    waiting = Consent.objects.create(patient=alice.patient, grantee=bob.user, scope="log", state="accepted")
    return {"held": held, "waiting": waiting}


def call(alice: Caller, method: str, path: str, ids: dict[str, Consent]) -> Any:
    path = path.format(**{name: one.pk for name, one in ids.items()})
    return alice.get(path) if method == "get" else alice.send(method, path, BODIES.get(path, {}))


@pytest.mark.parametrize(("method", "path"), OURS)
def test_each_asks_first_and_goes_on_after_a_proof(
    alice: Caller, both: dict[str, Consent], method: str, path: str
) -> None:
    stale(alice.http)
    refused = call(alice, method, path, both)
    assert (refused.status_code, refused.json()["code"]) == (401, "prove_again")
    assert refused.json()["proofs"] == ["password"]
    assert Consent.objects.filter(state="active").count() == 1

    assert allauth(alice.http, "post", "auth/reauthenticate", {"password": WORD}).status_code == 200

    assert call(alice, method, path, both).status_code in (200, 201, 204, 404)


@pytest.mark.parametrize(("method", "path", "body"), ALLAUTHS)
@pytest.mark.parametrize("password", [True, False])
def test_sign_ins_own_routes_ask_alike(
    alice: Caller, method: str, path: str, body: object, password: bool
) -> None:
    if not password:
        alice.user.set_unusable_password()
        alice.user.save()
        alice.http.force_login(alice.user)
    stale(alice.http)
    answer = allauth(alice.http, method, path, body)
    assert (answer.status_code, answer.json()["code"]) == (401, "prove_again")
    assert answer.json()["proofs"] == ["password" if password else "mail"]
    assert not Message.objects.exists()


def test_an_apps_token_is_asked_alike(alice: Caller, now: datetime) -> None:
    app = Client()
    word = {"email": "alice@example.com", "password": WORD}
    signed = app.post("/_allauth/app/v1/auth/login", word, content_type=JSON).json()
    token = {"X-Session-Token": signed["meta"]["session_token"]}
    address = "/_allauth/app/v1/account/email"
    assert app.get("/api/v1/me/export", headers=token).status_code == 200
    with time_machine.travel(now + timedelta(minutes=15), tick=False):
        answers = [
            app.get("/api/v1/me/export", headers=token),
            app.post(address, {"email": "stolen@x.test"}, content_type=JSON, headers=token),
        ]
        assert [(one.status_code, one.json()["code"]) for one in answers] == [(401, "prove_again")] * 2
        again = "/_allauth/app/v1/auth/reauthenticate"
        assert app.post(again, {"password": WORD}, content_type=JSON, headers=token).status_code == 200
        assert app.get("/api/v1/me/export", headers=token).status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (15, 401)])
def test_a_proof_lasts_a_quarter_of_an_hour(alice: Caller, now: datetime, minutes: int, status: int) -> None:
    with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
        assert alice.get("me/export").status_code == status


def test_another_session_of_the_same_person_proves_nothing_here(alice: Caller) -> None:
    stale(alice.http)
    Client().force_login(User.objects.get(pk=alice.user.pk))
    assert alice.get("me/export").status_code == 401


def test_a_second_factor_proves_it_and_a_wrong_code_does_not(alice: Caller) -> None:
    secret = give_factor(alice.user)
    stale(alice.http)
    assert alice.get("me/export").json()["proofs"] == ["password", "code"]
    assert allauth(alice.http, "post", "auth/2fa/reauthenticate", {"code": "000000"}).status_code == 400
    assert alice.get("me/export").status_code == 401
    assert allauth(alice.http, "post", "auth/2fa/reauthenticate", {"code": totp(secret)}).status_code == 200
    assert alice.get("me/export").status_code == 200


class TestWithoutAPassword:
    """A code by mail, for this session, once."""

    @pytest.fixture(autouse=True)
    def without(self, frozen: Any, alice: Caller) -> None:
        alice.user.set_unusable_password()
        alice.user.save()
        alice.http.force_login(alice.user)
        stale(alice.http)

    def code(self, alice: Caller) -> str:
        assert alice.send("post", "me/proof/code").status_code == 202
        return code_in(Message.objects.filter(kind="proof_code").latest("pk"))

    def test_the_mailed_code_proves_it_once(self, alice: Caller) -> None:
        code = self.code(alice)
        assert alice.get("me/export").status_code == 401
        assert alice.send("post", "me/proof", {"code": code}).json()["fresh"] is True
        assert alice.get("me/export").status_code == 200
        stale(alice.http)
        assert alice.send("post", "me/proof", {"code": code}).status_code == 422

    def test_it_opens_allauths_routes_too(self, alice: Caller) -> None:
        alice.send("post", "me/proof", {"code": self.code(alice)})
        added = allauth(alice.http, "post", "account/email", {"email": "new@example.com"})
        assert added.status_code == 200

    def test_it_works_in_no_other_session(self, alice: Caller) -> None:
        code, thief = self.code(alice), Client()
        thief.force_login(alice.user)
        stale(thief)
        assert thief.post("/api/v1/me/proof", {"code": code}, content_type=JSON).status_code == 422

    def test_a_handful_of_wrong_ones_end_it(self, alice: Caller) -> None:
        code = self.code(alice)
        for _ in range(5):
            assert alice.send("post", "me/proof", {"code": "0000-0000"}).status_code == 422
        assert alice.send("post", "me/proof", {"code": code}).status_code == 422

    def test_it_is_over_after_ten_minutes(self, alice: Caller, now: datetime) -> None:
        code = self.code(alice)
        with time_machine.travel(now + timedelta(minutes=10), tick=False):
            assert alice.send("post", "me/proof", {"code": code}).status_code == 422

    def test_another_is_not_mailed_within_a_minute(self, alice: Caller) -> None:
        self.code(alice)
        again = alice.send("post", "me/proof/code")
        assert (again.status_code, again.json()["code"]) == (429, "too_many")
        assert int(again.headers["Retry-After"]) >= 60


def test_who_has_a_password_is_mailed_none(alice: Caller) -> None:
    assert alice.send("post", "me/proof/code").status_code == 409
    assert not Message.objects.exists()
