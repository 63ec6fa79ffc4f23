"""How long a session lasts: by role, by a moved clock, for cookies and tokens alike, and what is said at its end."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any, get_args

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.db import OperationalError, connection
from django.test import Client

from accounts import proof
from accounts.lifetimes import LIFETIMES, NOTED
from accounts.models import Session, User
from accounts.services import end_other_sessions
from accounts.sessions import SessionStore
from api.response_schemas.account import EndedSession
from delivery.models import Message
from privacy.services import close
from tests.cast import Caller, person
from tests.security.people import WORD, allauth, code_in, give_factor

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
Ask = Callable[[], Any]
ROLES: dict[str, dict[str, Any]] = {
    "patient": {},
    "therapist": {"is_therapist": True},
    "admin": {"is_staff": True},
}


@pytest.fixture(autouse=True)
def clock(now: datetime) -> Iterator[Any]:
    with time_machine.travel(now, tick=False) as moved:
        yield moved


def by_cookie(user: User) -> Ask:
    http = Client()
    assert allauth(http, "post", "auth/login", {"email": user.email, "password": WORD}).status_code == 200
    return lambda: http.get("/api/v1/me")


def by_token(user: User) -> Ask:
    http = Client()
    signed = allauth(http, "post", "auth/login", {"email": user.email, "password": WORD}, client="app").json()
    token = signed["meta"]["session_token"]
    return lambda: Client().get("/api/v1/me", headers={"X-Session-Token": token})


def said(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("reason", "")


def test_the_table() -> None:
    said = {role: (lasts.idle, lasts.whole) for role, lasts in LIFETIMES.items()}
    assert said == {
        "patient": (30 * DAY, 90 * DAY),
        "therapist": (30 * MINUTE, 12 * HOUR),
        "admin": (15 * MINUTE, 8 * HOUR),
    }


@pytest.mark.parametrize("sign_in", [by_cookie, by_token])
@pytest.mark.parametrize("role", LIFETIMES)
class TestByRole:
    def test_left_alone_it_ends(
        self, db: None, clock: Any, role: str, sign_in: Callable[[User], Ask]
    ) -> None:
        idle = LIFETIMES[role].idle
        ask = sign_in(person("kim@example.com", **ROLES[role]).user)
        clock.shift(idle - idle / NOTED)
        assert said(ask()) == (200, "")
        clock.shift(idle)
        assert said(ask()) == (200, "")
        clock.shift(idle + MINUTE)
        assert [said(ask()) for _ in range(2)] == [(401, "idle")] * 2

    def test_in_use_it_ends_all_the_same(
        self, db: None, clock: Any, role: str, sign_in: Callable[[User], Ask]
    ) -> None:
        lasts = LIFETIMES[role]
        ask = sign_in(person("kim@example.com", **ROLES[role]).user)
        pause, used = lasts.idle * 0.9, timedelta(0)
        while used + pause <= lasts.whole:
            clock.shift(pause)
            used += pause
            assert said(ask()) == (200, ""), used
        clock.shift(pause)
        assert said(ask()) == (401, "age")


def test_a_new_proof_begins_the_whole_time_anew(db: None, clock: Any) -> None:
    http = Client()
    kim = person("kim@example.com", is_therapist=True).user
    allauth(http, "post", "auth/login", {"email": kim.email, "password": WORD})
    for _ in range(23):
        clock.shift(30 * MINUTE)
        assert http.get("/api/v1/me").status_code == 200
    assert allauth(http, "post", "auth/reauthenticate", {"password": WORD}).status_code == 200
    clock.shift(20 * MINUTE)
    assert http.get("/api/v1/me").status_code == 200
    clock.shift(20 * MINUTE)
    assert http.get("/api/v1/me").status_code == 200


@pytest.mark.parametrize("sign_in", [by_cookie, by_token])
@pytest.mark.parametrize(("role", "limit"), [("is_therapist", 12 * HOUR), ("is_staff", 8 * HOUR)])
def test_a_new_role_shortens_a_session_at_once(
    db: None, clock: Any, role: str, limit: timedelta, sign_in: Callable[[User], Ask]
) -> None:
    kim = person("kim@example.com").user
    ask, young = sign_in(kim), sign_in(kim)
    clock.shift(limit + MINUTE)
    assert said(ask()) == (200, "")
    User.objects.filter(pk=kim.pk).update(**{role: True})
    assert said(young())[1] in ("age", "idle")
    assert said(ask()) == (401, "age")


def test_who_holds_two_roles_has_the_shorter_time(db: None, clock: Any) -> None:
    ask = by_cookie(person("kim@example.com", is_therapist=True, is_staff=True).user)
    clock.shift(16 * MINUTE)
    assert said(ask()) == (401, "idle")


def test_a_page_that_only_stands_open_keeps_no_desk_open(alice: Caller, tess: Caller, clock: Any) -> None:
    tess.http.force_login(tess.user)
    path = f"patients/{alice.patient.pk}/standing"
    standing = []
    for _ in range(4):
        clock.shift(10 * MINUTE)
        standing.append([tess.get(path).status_code, tess.get("caseload/standing").status_code])
    assert standing == [[200, 200]] * 3 + [[401, 401]]


def test_an_app_that_asks_by_itself_whether_it_is_signed_in_keeps_no_desk_open(
    tess: Caller, clock: Any
) -> None:
    tess.http.force_login(tess.user)
    found = []
    for _ in range(4):
        clock.shift(10 * MINUTE)
        found.append(tess.get("me", **{"X-By-Itself": "1"}).status_code)
    assert found == [200, 200, 200, 401]


@pytest.mark.parametrize("role", ["is_therapist", "is_staff"])
def test_a_phone_that_only_asks_what_is_new_keeps_no_desk_open(db: None, clock: Any, role: str) -> None:
    held: dict[str, Any] = {role: True}
    kim = person("kim@example.com", **held)
    nothing = {"device": "11111111-1111-4111-8111-111111111111", "changes": []}
    statuses = []
    for _ in range(8):
        clock.shift(5 * MINUTE)
        statuses.append(kim.send("post", "patients/me/sync", nothing).status_code)
    idle = LIFETIMES["therapist" if role == "is_therapist" else "admin"].idle
    assert statuses == [200] * (idle // (5 * MINUTE)) + [401] * (8 - idle // (5 * MINUTE))


def test_a_patient_who_opens_the_app_has_used_it(alice: Caller, clock: Any) -> None:
    nothing = {"device": "11111111-1111-4111-8111-111111111111", "changes": []}
    statuses = []
    for _ in range(3):
        clock.shift(20 * DAY)
        statuses.append(alice.send("post", "patients/me/sync", nothing).status_code)
    assert statuses == [200] * 3


def test_an_unused_session_costs_no_write_and_a_used_one_few(alice: Caller, clock: Any) -> None:
    alice.http.force_login(alice.user)
    before = Session.objects.get(pk=alice.http.session.session_key)
    clock.shift(HOUR)
    alice.get("me")
    assert Session.objects.get(pk=before.pk).used_at == before.used_at
    clock.shift(DAY + MINUTE)
    alice.get("me")
    assert Session.objects.get(pk=before.pk).used_at > before.used_at


def test_a_use_that_cannot_be_noted_costs_no_answer(alice: Caller, clock: Any) -> None:
    alice.http.force_login(alice.user)
    clock.shift(2 * DAY)
    refused = []

    def refuse_notes(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("UPDATE") and "used_at" in sql:
            refused.append(sql)
            raise OperationalError("the database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse_notes):
        assert alice.get("me").status_code == 200
    assert refused


class TestTheReason:
    """The phone that comes back late is told why it is signed out, and opens nothing."""

    def test_ended_from_another_device(self, alice: Caller) -> None:
        lost, other = by_cookie(alice.user), Client()
        allauth(other, "post", "auth/login", {"email": alice.user.email, "password": WORD})
        rows = allauth(other, "get", "auth/sessions").json()["data"]
        ended = [row["id"] for row in rows if not row["is_current"]]
        assert allauth(other, "delete", "auth/sessions", {"sessions": ended}).status_code == 200
        assert said(lost()) == (401, "elsewhere")
        assert other.get("/api/v1/me").status_code == 200

    def test_one_s_own_sign_out_leaves_nothing(self, alice: Caller) -> None:
        Session.objects.all().delete()
        ask, rows = by_token(alice.user), Session.objects.count()
        token = Session.objects.get().pk
        Client().delete("/_allauth/app/v1/auth/session", headers={"X-Session-Token": token})
        assert Session.objects.count() == rows - 1
        assert said(ask()) == (401, "")

    @pytest.mark.parametrize("sign_in", [by_cookie, by_token])
    def test_a_changed_password(self, alice: Caller, sign_in: Callable[[User], Ask]) -> None:
        lost, other = sign_in(alice.user), Client()
        allauth(other, "post", "auth/login", {"email": alice.user.email, "password": WORD})
        fresh = {"current_password": WORD, "new_password": "quite another long one"}
        assert allauth(other, "post", "account/password/change", fresh).status_code == 200
        assert said(lost()) == (401, "password")
        assert other.get("/api/v1/me").status_code == 200

    @pytest.mark.parametrize("sign_in", [by_cookie, by_token])
    def test_a_password_set_anew_by_mail(self, alice: Caller, sign_in: Callable[[User], Ask]) -> None:
        lost, other = sign_in(alice.user), Client()
        allauth(other, "post", "auth/password/request", {"email": alice.user.email})
        fresh = {"key": code_in(Message.objects.latest("pk")), "password": "quite another long one"}
        assert allauth(other, "post", "auth/password/reset", fresh).status_code in (200, 401)
        assert said(lost()) == (401, "password")

    def test_a_lost_role(self, alice: Caller, tess: Caller) -> None:
        ask = by_cookie(tess.user)
        other = Client()
        other.force_login(tess.user)
        assert other.delete("/api/v1/me/therapist").status_code == 200
        assert said(ask()) == (401, "role")

    def test_a_closed_account(self, alice: Caller, now: datetime) -> None:
        ask = by_token(alice.user)
        close(patient=alice.patient, reason="deceased", now=now)
        assert said(ask()) == (401, "closed")

    def test_of_too_many_the_one_used_longest_ago_ends(self, alice: Caller, clock: Any) -> None:
        Session.objects.all().delete()
        asks = []
        for _ in range(20):
            clock.shift(MINUTE)
            http = Client()
            http.force_login(alice.user)
            asks.append(partial(http.get, "/api/v1/me"))
        clock.shift(2 * DAY)
        assert said(asks[0]()) == (200, "")
        by_cookie(alice.user)
        assert [said(ask()) for ask in asks[:2]] == [(200, ""), (401, "too_many")]

    def test_an_ended_session_names_nobody(self, alice: Caller, now: datetime) -> None:
        by_cookie(alice.user)
        close(patient=alice.patient, reason="deceased", now=now)
        ended = Session.objects.exclude(ended="")
        assert ended
        assert {(row.user_id, row.session_data) for row in ended} == {(None, "")}


@pytest.mark.parametrize("reason", [Session.Ended.ELSEWHERE, Session.Ended.PASSWORD])
def test_what_is_answered_while_the_session_ends_does_not_open_it_again(alice: Caller, reason: str) -> None:
    alice.http.force_login(alice.user)
    slow = SessionStore(alice.http.session.session_key)
    slow["said"] = "in the middle of an answer"
    end_other_sessions(user=alice.user, kept=None, reason=reason)
    with pytest.raises(UpdateError):
        slow.save()
    assert said(alice.http.get("/api/v1/me")) == (401, reason)


@pytest.mark.parametrize("client", ["browser", "app"])
def test_an_answer_whose_session_ended_meanwhile_says_so(
    db: None, monkeypatch: pytest.MonkeyPatch, client: str
) -> None:
    """Whatever the route would have written into the session is lost; the app is told to sign in, not of a fault."""
    kim, http = person("kim@example.com").user, Client(raise_request_exception=False)
    sign_in_body = {"email": kim.email, "password": WORD}
    signed = allauth(http, "post", "auth/login", sign_in_body, client=client).json()
    token = {"X-Session-Token": signed["meta"]["session_token"]} if client == "app" else {}
    note = proof.note

    def ended_meanwhile(session: Any, now: datetime) -> None:
        end_other_sessions(user=kim, kept=None, reason=Session.Ended.ELSEWHERE)
        note(session, now)

    monkeypatch.setattr(proof, "note", ended_meanwhile)
    body = {"password": WORD}
    answer = http.post(
        f"/_allauth/{client}/v1/auth/reauthenticate", body, content_type="application/json", headers=token
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


@pytest.mark.parametrize("client", ["browser", "app"])
def test_a_session_of_the_first_release_lasts_from_its_sign_in(
    alice: Caller, clock: Any, client: str
) -> None:
    """It has no `proved_at` yet: nobody is signed out by an upgrade, and nothing is proved by it."""
    http = Client()
    signed = allauth(
        http, "post", "auth/login", {"email": alice.user.email, "password": WORD}, client=client
    ).json()
    key = signed["meta"].get("session_token") or http.session.session_key
    headers = {"X-Session-Token": str(key)} if client == "app" else {}
    session = SessionStore(key)
    del session["proved_at"]
    session.save()
    ask = partial(http.get, "/api/v1/me", headers=headers)
    clock.shift(MINUTE)
    assert http.get("/api/v1/me/proof", headers=headers).json()["fresh"] is False
    for _ in range(4):
        clock.shift(20 * DAY)
        assert said(ask()) == (200, "")
    clock.shift(11 * DAY)
    assert said(ask()) == (401, "age")


def test_what_is_begun_with_an_ended_key_is_another_session(alice: Caller) -> None:
    alice.http.force_login(alice.user)
    key = alice.http.session.session_key
    end_other_sessions(user=alice.user, kept=None, reason=Session.Ended.ELSEWHERE)
    again = SessionStore(key)
    again["stage"] = "a code was asked for"
    again.save()
    assert again.session_key != key
    assert SessionStore(again.session_key)["stage"] == "a code was asked for"
    assert said(alice.http.get("/api/v1/me")) == (401, "elsewhere")


def test_sign_in_s_own_routes_are_a_use_too(db: None, clock: Any) -> None:
    kim = person("kim@example.com", is_therapist=True).user
    signed = allauth(
        Client(), "post", "auth/login", {"email": kim.email, "password": WORD}, client="app"
    ).json()
    token = {"X-Session-Token": signed["meta"]["session_token"]}
    statuses = []
    for _ in range(3):
        clock.shift(20 * MINUTE)
        statuses.append(Client().get("/_allauth/app/v1/auth/session", headers=token).status_code)
    assert statuses == [200] * 3


def test_the_administration_closes_with_its_session(db: None, clock: Any) -> None:
    ada = User.objects.create_superuser("ada@example.com", WORD)
    give_factor(ada)
    http = Client()
    http.force_login(ada)
    assert http.get("/admin/").status_code == 200
    clock.shift(16 * MINUTE)
    assert http.get("/admin/").headers["Location"].startswith("/admin/login/")


def test_every_reason_is_in_the_document() -> None:
    assert {*get_args(EndedSession), "erased"} == set(Session.Ended.values)
