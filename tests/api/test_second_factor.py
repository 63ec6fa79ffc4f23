"""A therapist's records open only once the account has a second factor; the rest of the account works without."""

import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client, override_settings

from accounts.models import Session
from delivery.models import Message
from tests.cast import Caller
from tests.security.people import totp

DEMANDED = override_settings(SECOND_FACTOR=True)


def at_the_desk(tess: Caller, alice: Caller) -> dict[str, tuple[int, str]]:
    """What every route of the desk answers."""
    record = f"patients/{alice.patient.pk}"
    paths = ["caseload", "caseload/standing", "consents", "invitations"]
    paths += [f"{record}/{one}" for one in ("page", "report", "report.pdf", "nights", "notes", "standing")]
    answers = {path: tess.get(path) for path in paths}
    return {path: (one.status_code, code_of(one)) for path, one in answers.items()}


def code_of(answer: Any) -> str:
    return str(answer.json()["code"]) if answer.status_code >= 400 else ""


def set_up_totp(tess: Caller) -> str:
    """As the security screen does it: say the password again, ask for the secret, answer with a code; that code."""
    route = "/_allauth/browser/v1"
    word, json = {"password": "a long enough one"}, "application/json"
    tess.http.logout()
    tess.http.post(f"{route}/auth/login", data={"email": tess.user.email, **word}, content_type=json)
    tess.http.post(f"{route}/auth/reauthenticate", data=word, content_type=json)
    path = f"{route}/account/authenticators/totp"
    secret = tess.http.get(path).json()["meta"]["secret"]
    code = totp(secret)
    done = tess.http.post(path, data={"code": code}, content_type=json)
    assert done.status_code == 200, done.content
    return code


@DEMANDED
def test_without_one_no_door_of_the_desk_opens_and_each_says_why(alice: Caller, tess: Caller) -> None:
    assert set(at_the_desk(tess, alice).values()) == {(403, "second_factor_needed")}


@DEMANDED
def test_with_one_they_open(alice: Caller, tess: Caller) -> None:
    set_up_totp(tess)
    assert set(at_the_desk(tess, alice).values()) == {(200, "")}


@DEMANDED
def test_the_account_itself_and_its_own_diary_stay_open(alice: Caller, tess: Caller) -> None:
    assert [tess.get(path).status_code for path in ("me", "patients/me/nights")] == [200, 200]
    assert tess.send("patch", "me", {"name": "Tess O."}).status_code == 200


@DEMANDED
def test_a_therapist_may_end_what_they_may_not_read(alice: Caller, tess: Caller) -> None:
    [held] = alice.get("patients/me/consents").json()["results"]
    assert tess.send("delete", f"consents/{held['id']}").status_code == 204


def test_adding_one_ends_every_other_session_and_says_so(
    alice: Caller, tess: Caller, django_capture_on_commit_callbacks: Any
) -> None:
    route, json = "/_allauth", "application/json"
    word = {"email": tess.user.email, "password": "a long enough one"}
    browser, app = Client(), Client()
    browser.post(f"{route}/browser/v1/auth/login", data=word, content_type=json)
    signed = app.post(f"{route}/app/v1/auth/login", data=word, content_type=json).json()
    token = {"X-Session-Token": signed["meta"]["session_token"]}

    def answers() -> list[str]:
        found = (
            tess.get("me"),
            browser.get("/api/v1/me"),
            app.get("/api/v1/me", headers=token),
            alice.get("me"),
        )
        return [code_of(one) for one in found]

    assert answers() == ["", "", "", ""]
    with django_capture_on_commit_callbacks(execute=True):
        set_up_totp(tess)
    assert answers() == ["", "session_expired", "session_expired", ""]
    assert "Every other browser and app was signed out." in Message.objects.get(kind="totp_activated").text
    assert Session.objects.filter(user=tess.user).count() == 1


@pytest.mark.parametrize(
    ("host", "starts"), [("https://stillnight.example", False), ("http://localhost", True)]
)
def test_it_can_be_switched_off_on_a_local_host_only(host: str, starts: bool) -> None:
    environment = {**os.environ, "SITE_URL": host, "SECOND_FACTOR": "false"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is starts
    assert ("SECOND_FACTOR may be off only on a local host" in done.stderr) is not starts


def test_the_caseload_says_when_none_is_demanded(tess: Caller) -> None:
    assert tess.get("caseload").json()["second_factor"] is False


def test_the_code_that_set_it_up_signs_nobody_in(
    alice: Caller, tess: Caller, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        code = set_up_totp(tess)
    route, json = "/_allauth/browser/v1", "application/json"
    body = {"email": tess.user.email, "password": "a long enough one"}
    thief = Client()
    assert thief.post(f"{route}/auth/login", data=body, content_type=json).status_code == 401
    answer = thief.post(f"{route}/auth/2fa/authenticate", data={"code": code}, content_type=json)
    assert answer.status_code == 400
