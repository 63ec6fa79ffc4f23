"""What is sent to sign in is read as strictly as everything else: bad bodies are refused, never a fault of ours."""

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Caller

BODIES = {
    "deep list": b"[" * 100_000,
    "deep object": b'{"a":' * 50_000,
    "surrogate in a password": rb'{"email": "a@b.test", "password": "\ud800 and more"}',
    "surrogate in an address": rb'{"email": "a@b\ud800.test", "password": "long enough"}',
    "five thousand digits": b'{"email": ' + b"9" * 5000 + b"}",
    "twenty digits": b'{"email": ' + b"9" * 20 + b"}",
    "a key twice": b'{"email": "a@b.test", "email": "c@d.test"}',
    "not JSON": b"email=a@b.test",
}
ROUTES = (
    "auth/login",
    "auth/signup",
    "auth/password/request",
    "auth/password/reset",
    "auth/code/request",
    "auth/code/confirm",
    "auth/email/verify",
    "auth/webauthn/login",
)


@pytest.mark.django_db
@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
@pytest.mark.parametrize("client", ["app", "browser"])
def test_a_body_that_is_none_is_refused_on_every_route(client: str, body: bytes) -> None:
    http = Client(raise_request_exception=False)
    answers = [
        http.post(f"/_allauth/{client}/v1/{route}", body, content_type="application/json") for route in ROUTES
    ]
    assert {answer.status_code for answer in answers} == {400}
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/api/docs", "/api/v1/schema", "/api/v1/me", f"/_allauth/app/v1/{ROUTES[0]}", "/"]
)
def test_options_is_no_fault_of_ours(path: str) -> None:
    assert Client(raise_request_exception=False).options(path).status_code < 500


KEYS: dict[str, object] = {
    "id is not rawId": {"id": "a", "rawId": "b", "type": "public-key", "response": {}},
    "no rawId": {"id": "a"},
    "a list for an answer": {"response": []},
    "a number for who it is": {"response": {"userHandle": 1}},
    "nothing that is read": {
        "id": "YQ",
        "rawId": "YQ",
        "type": "public-key",
        "response": {"clientDataJSON": "!", "authenticatorData": "AA", "signature": "A", "userHandle": "/w"},
    },
    "a short attestation": {
        "id": "YQ",
        "rawId": "YQ",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "attestationObject": "oA"},
    },
}


@pytest.mark.parametrize("key", KEYS.values(), ids=list(KEYS))
def test_what_is_no_passkey_is_refused_for_anyone(alice: Caller, key: object) -> None:
    stranger, owner = Client(raise_request_exception=False), alice.http
    owner.raise_request_exception = False
    routes = {"auth/webauthn/login": stranger, "account/authenticators/webauthn": owner}
    for route, http in routes.items():
        path = f"/_allauth/browser/v1/{route}"
        assert http.get(path).status_code == 200  # the challenge
        assert http.post(path, {"credential": key}, content_type="application/json").status_code == 400


# Routes that take no body, or may go without one: what stands for "nothing" in each of them.
WITHOUT_BODY = ["patients/me/quiet", "me/proof/code", "invitations", "patients/{record}/review"]


@pytest.mark.parametrize("route", WITHOUT_BODY)
@pytest.mark.parametrize("body", [b"", b"{}", b'{"a": 1}', b"{", b"null"])
def test_a_browser_with_its_token_is_answered_as_an_app_is(
    alice: Caller, tess: Caller, route: str, body: bytes
) -> None:
    """The check against forgery reads no body, so that the route finds it whole."""
    caller = tess if "record" in route or route == "invitations" else alice
    path = "/api/v1/" + route.format(record=alice.patient.pk)
    session, csrf = str(caller.http.session.session_key), "c" * 32
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"X-CSRFToken": csrf})
    browser.cookies.load({settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: csrf})
    app = Client(raise_request_exception=False, headers={"X-Session-Token": session})
    said = [http.post(path, body, content_type="application/json") for http in (app, browser)]
    assert said[0].status_code == said[1].status_code < 500
    forged = Client(enforce_csrf_checks=True)
    forged.cookies.load({settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: csrf})
    assert forged.post(path, body, content_type="application/json").json()["code"] == "csrf_failed"
