"""Signing up, in and out, through both clients; and the commands that make people."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Consent, Patient, User
from care.queries.caseload import caseload
from delivery.models import Message
from insights.models import Insight
from journal.queries import epoch
from tests.cast import Caller

pytestmark = pytest.mark.django_db
ADDRESS, WORD = "kim@example.com", "a long enough one"


def allauth(http: Client, client: str, path: str, body: object, method: str = "post", **headers: str) -> Any:
    call = getattr(http, method)
    if body is None:
        return call(f"/_allauth/{client}/v1/{path}", headers=headers)
    return call(f"/_allauth/{client}/v1/{path}", data=body, content_type="application/json", headers=headers)


def code_for(address: str) -> str:
    text = Message.objects.filter(recipient=address).latest("pk").text
    found = re.search(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b", text)
    assert found
    return found.group(1)


def sign_up(http: Client) -> Any:
    pending = allauth(http, "app", "auth/signup", {"email": ADDRESS, "password": WORD})
    assert pending.status_code == 401
    token = pending.json()["meta"]["session_token"]
    return allauth(http, "app", "auth/email/verify", {"key": code_for(ADDRESS)}, **{"X-Session-Token": token})


def test_a_new_account_has_a_diary_of_its_own_once_its_address_is_confirmed(nobody: Client) -> None:
    signed = sign_up(nobody).json()
    me = nobody.get("/api/v1/me", headers={"X-Session-Token": signed["meta"]["session_token"]}).json()
    assert me["patient"] == str(Patient.objects.get(user__email=ADDRESS).pk)
    assert me["roles"] == ["patient"]


def test_before_it_is_confirmed_nothing_opens(nobody: Client) -> None:
    pending = allauth(nobody, "app", "auth/signup", {"email": ADDRESS, "password": WORD})
    token = pending.json()["meta"]["session_token"]
    assert nobody.get("/api/v1/me", headers={"X-Session-Token": token}).status_code == 401


def test_the_browser_client_keeps_a_cookie_session_and_its_csrf_token(alice: Caller) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/_allauth/browser/v1/config")
    token = browser.get("/_allauth/browser/v1/auth/session").client.cookies["csrftoken"].value
    body = {"email": alice.user.email, "password": WORD}

    answer = allauth(browser, "browser", "auth/login", body, **{"X-CSRFToken": token})

    assert answer.status_code == 200
    assert browser.get("/api/v1/me").json()["email"] == alice.user.email


def test_a_cookie_without_its_csrf_token_writes_nothing(alice: Caller) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    answer = browser.patch("/api/v1/me", {"name": "Mallory"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    assert User.objects.get(pk=alice.user.pk).name == "Alice Fenwick"


def test_an_ended_session_is_told_from_none(alice: Caller, nobody: Client) -> None:
    alice.http.session.delete()
    ended = alice.get("me")
    assert (ended.status_code, ended.json()["code"]) == (401, "session_expired")
    gone = nobody.get("/api/v1/me", headers={"X-Session-Token": "nothing"})
    assert (gone.status_code, gone.json()["code"]) == (401, "session_expired")


def test_signing_out_ends_the_token(nobody: Client) -> None:
    token = sign_up(nobody).json()["meta"]["session_token"]
    allauth(nobody, "app", "auth/session", None, "delete", **{"X-Session-Token": token})
    assert nobody.get("/api/v1/me", headers={"X-Session-Token": token}).status_code == 401


def test_a_changed_address_counts_only_once_it_is_confirmed(nobody: Client) -> None:
    token = sign_up(nobody).json()["meta"]["session_token"]
    asked = allauth(
        nobody, "app", "account/email", {"email": "new@example.com"}, **{"X-Session-Token": token}
    )
    assert asked.status_code in (200, 401)
    assert User.objects.get().email == ADDRESS

    allauth(
        nobody, "app", "auth/email/verify", {"key": code_for("new@example.com")}, **{"X-Session-Token": token}
    )
    assert User.objects.get().email == "new@example.com"


def test_time_zone_and_language_are_kept_with_the_account(alice: Caller) -> None:
    answer = alice.send("patch", "me", {"timezone": "America/New_York", "language": "de"})
    assert (answer.json()["timezone"], answer.json()["language"]) == ("America/New_York", "de")
    wrong = alice.send("patch", "me", {"timezone": "../../etc/passwd"})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "timezone")


def test_the_demo_people_are_made_once(nobody: Client) -> None:
    for _ in range(2):
        call_command("demo", stdout=StringIO())
    assert User.objects.count() == 2
    assert Consent.objects.filter(state="active", scope="full").count() == 1
    assert 50 <= Patient.objects.get(user__email="patient@demo.test").nights.count() <= 60


def test_the_demo_fills_the_desk_when_asked(nobody: Client) -> None:
    for _ in range(2):
        call_command("demo", "--caseload", "7", stdout=StringIO())
    assert Consent.objects.filter(state="active").count() == 8
    therapist = User.objects.get(email="therapist@demo.test")
    sections = [row.section for row in caseload(therapist, now=timezone.now()).rows]
    assert len(sections) == 8
    assert len(set(sections)) >= 3, sections
    assert Insight.objects.count() == 8


@override_settings(HOST="stillnight.example", LOCAL=False)
def test_the_demo_refuses_on_any_other_host() -> None:
    with pytest.raises(CommandError, match="local host"):
        call_command("demo")


def test_the_first_admin_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADMIN_PASSWORD", "correct horse battery")
    call_command("first_admin", "root@example.com", stdout=StringIO())
    assert User.objects.get().roles == ["admin"]
    with pytest.raises(CommandError, match="already"):
        call_command("first_admin", "second@example.com", stdout=StringIO())


def test_the_administration_sends_visitors_to_the_sites_own_sign_in(nobody: Client, alice: Caller) -> None:
    assert nobody.get("/admin/login/?next=//evil.example").headers["Location"] == "/sign-in?next=/admin/"
    assert alice.http.get("/admin/login/").status_code == 404


def test_a_session_that_is_over_is_told_which_life_of_the_record_this_is(
    alice: Caller, nobody: Client
) -> None:
    for headers in ({}, {"X-Session-Token": "over"}):
        answer = nobody.get("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.headers["X-Epoch"]) == (401, epoch())
    assert "X-Epoch" not in alice.get("me").headers
