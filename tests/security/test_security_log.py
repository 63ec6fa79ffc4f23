"""The security log: each event is told by something that people do, and no log holds what anybody said."""

import io
import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import agreement, limits
from accounts.models import User
from base import log_lines, tracing
from base.security_log import LOGGER, Event, Outcome, note, pseudonym
from delivery.models import Message
from tests.cast import Caller, person
from tests.security.people import administrator, allauth, code_in, totp

CANARY = "Canarybird"
ADDRESS = "canarybird.kim@example.com"
WORD = "canarybird sings at night"
SAID = re.compile(r"canarybird|@example\.(?:com|org)", re.IGNORECASE)
Lines = list[dict[str, Any]]


class Log(io.StringIO):
    """All that the site's own handler writes, as a server writes it."""

    @property
    def lines(self) -> Lines:
        return [json.loads(line) for line in self.getvalue().splitlines()]

    @property
    def events(self) -> Lines:
        return [line for line in self.lines if line["logger"] == LOGGER]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    root = logging.getLogger()
    [handler] = [one for one in root.handlers if type(one) is logging.StreamHandler]
    stream, level, usual_format = Log(), root.level, handler.formatter
    usual = handler.setStream(stream)
    handler.setFormatter(log_lines.formatter(json=True))
    root.setLevel(logging.INFO)
    yield stream
    root.setLevel(level)
    handler.setFormatter(usual_format)
    handler.setStream(usual)


@contextmanager
def kept(callbacks: Any) -> Iterator[None]:
    """What is written once the work is kept is written."""
    with callbacks(execute=True):
        yield


class Kim:
    """Someone whose every word is a canary, and all the secrets they were told."""

    def __init__(self) -> None:
        self.http, self.secrets = Client(headers={"User-Agent": CANARY}), [WORD]

    def sign(self, path: str, body: object = None, method: str = "post", http: Client | None = None) -> Any:
        return allauth(http or self.http, method, path, {} if body is None else body)

    def mailed(self, address: str) -> str:
        self.secrets.append(code_in(Message.objects.filter(recipient=address).latest("pk")))
        return self.secrets[-1]

    def api(self, method: str, path: str, body: object = None) -> Any:
        said = "" if body is None else body
        return getattr(self.http, method)(f"/api/v1/{path}", data=said, content_type="application/json")


def signs_up_in_and_out(kim: Kim) -> None:
    kim.sign("auth/signup", {"email": ADDRESS, "password": WORD})
    assert kim.sign("auth/email/verify", {"key": kim.mailed(ADDRESS)}).status_code == 200
    kim.sign("auth/session", method="delete")
    kim.sign("auth/login", {"email": ADDRESS, "password": f"{CANARY} typed wrong"})
    kim.sign("auth/code/request", {"email": ADDRESS}, http=Client())
    assert kim.sign("auth/login", {"email": ADDRESS, "password": WORD}).status_code == 200
    Client().post("/_allauth/browser/v1/auth/login", {"email": ADDRESS, "password": WORD}, "application/json")


def guards_the_account(kim: Kim) -> None:
    kim.sign("auth/reauthenticate", {"password": f"{CANARY} wrong"})
    assert kim.sign("auth/reauthenticate", {"password": WORD}).status_code == 200
    secret = kim.sign("account/authenticators/totp", method="get").json()["meta"]["secret"]
    kim.secrets.append(secret)
    assert kim.sign("account/authenticators/totp", {"code": totp(secret)}).status_code == 200
    other = Client()
    kim.sign("auth/login", {"email": ADDRESS, "password": WORD}, http=other)
    kim.sign("auth/2fa/authenticate", {"code": "000000"}, http=other)
    kim.sign("account/authenticators/totp", method="delete")
    changed = {"current_password": WORD, "new_password": f"{WORD} again"}
    assert kim.sign("account/password/change", changed).status_code == 200
    kim.sign("account/email", {"email": f"new.{ADDRESS}"})
    assert kim.sign("auth/email/verify", {"key": kim.mailed(f"new.{ADDRESS}")}).status_code == 200


def keeps_a_diary_and_shares_it(kim: Kim, theo: Caller) -> None:
    kim.api("patch", "me", {"name": CANARY})
    version = agreement.current().version
    assert kim.api("put", "me/agreement", {"version": version, "language": "en"}).status_code == 200
    night = {"timezone": "Europe/London", "pain": True, "note": f"{CANARY} cramps"}
    assert kim.api("put", "patients/me/nights/2026-11-20", night).status_code in (200, 201)
    theo.get("patients/01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10/nights")
    offer = {"scope": "full", "email": "canarybird.doctor@example.org"}
    kim.secrets.append(kim.api("post", "patients/me/consents", offer).json()["code"])
    asked = theo.send("post", "invitations", {"email": f"new.{ADDRESS}"}).json()["code"]
    consent = kim.api("post", "consents/accept", {"code": asked, "scope": "summary"}).json()["id"]
    kim.secrets.append(asked)
    assert kim.api("delete", f"consents/{consent}").status_code == 204
    code = kim.api("post", "patients/me/visit-links", {}).json()["code"]
    kim.secrets.append(code)
    assert kim.api("post", "visit", {"code": code}).status_code == 200
    for number in range(limits.WRONG_VISIT_CODES.amount + 1):
        kim.api("post", "visit", {"code": f"0000-0000-{number:04}"})
    assert kim.api("get", "patients/me/export?format=json").status_code == 200
    assert kim.api("put", "me/therapist").status_code == 200


def is_administered(kim: Kim, ada: Client) -> None:
    user = User.objects.get(email=f"new.{ADDRESS}")
    verb = f"/admin/accounts/user/{user.pk}/do/end_sessions/"
    assert ada.post(verb, {"reason": f"{CANARY} asked"}).status_code == 302
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    assert browser.patch("/api/v1/me", {"name": CANARY}, content_type="application/json").status_code == 403
    kim.http.force_login(user)
    assert kim.api("delete", "me/agreement").status_code == 200
    assert kim.api("delete", "me").status_code == 204
    call_command("close_account", person(f"late.{ADDRESS}").user.email, "--reason", "deceased")


def errs() -> None:
    """An error whose words are a person's, as a database gives them."""
    person(f"twice.{ADDRESS}")
    try:
        with transaction.atomic():
            User.objects.create(email=f"twice.{ADDRESS}", name=CANARY)
    except IntegrityError:
        logging.getLogger("delivery").exception("kept apart for %s", ADDRESS)
    logging.getLogger("delivery").error("refused: %s", RuntimeError(f"550 <{ADDRESS}> unknown"))


def test_every_event_is_told_and_no_line_holds_what_was_said(
    frozen: datetime, theo: Caller, log: Log, django_capture_on_commit_callbacks: Any
) -> None:
    _, ada = administrator()
    kim = Kim()
    with kept(django_capture_on_commit_callbacks):
        signs_up_in_and_out(kim)
        guards_the_account(kim)
        keeps_a_diary_and_shares_it(kim, theo)
        is_administered(kim, ada)
        errs()

    told = {line["event"] for line in log.events}
    assert set(Event) - told == set()
    assert SAID.findall(log.getvalue()) == []
    assert [secret for secret in kim.secrets if secret in log.getvalue()] == []
    assert len(kim.secrets) >= 6


def test_a_line_says_who_where_what_and_how_it_ended(
    alice: Caller, frozen: datetime, log: Log, django_capture_on_commit_callbacks: Any
) -> None:
    body = {"email": alice.user.email, "password": "a long enough one"}
    with kept(django_capture_on_commit_callbacks):
        answer = allauth(Client(REMOTE_ADDR="2001:db8:1:2:3::4"), "post", "auth/login", body)
    [line] = log.events
    assert line == {
        "event": "sign_in",
        "who": pseudonym(str(alice.user.pk)),
        "where": "2001:db8:1:2::/64",
        "outcome": "done",
        "by": "password",
        "request_id": answer.headers["X-Request-ID"],
        "level": "info",
        "logger": LOGGER,
        "timestamp": line["timestamp"],
    }
    assert datetime.fromisoformat(line["timestamp"]) == frozen
    assert line["timestamp"].endswith("Z")


def test_a_failure_names_the_account_as_a_success_does_and_an_unknown_one_by_its_address(
    alice: Caller, log: Log
) -> None:
    for email in (alice.user.email, "nobody@example.com"):
        allauth(Client(), "post", "auth/login", {"email": email, "password": "not the right one"})
    said = [(line["event"], line["who"], line["outcome"]) for line in log.events]
    whose = [pseudonym(str(alice.user.pk)), pseudonym("nobody@example.com")]
    assert said == [("sign_in_failed", who, "failed") for who in whose]


def exports_and_breaks_off() -> None:
    with transaction.atomic():
        note(Event.EXPORT, "somebody")
        raise RuntimeError


def test_what_was_taken_back_is_not_told(db: None, log: Log) -> None:
    with pytest.raises(RuntimeError):
        exports_and_breaks_off()
    note(Event.ACCESS_REFUSED, "somebody", outcome=Outcome.REFUSED)
    assert [line["event"] for line in log.events] == ["access_refused"]


def test_whatever_is_handed_to_a_line_is_said_without_words(log: Log) -> None:
    lines = structlog.get_logger("delivery")
    lines.error("kept", fault=ValueError(ADDRESS), rows={ADDRESS: {ADDRESS}}, at=Path(f"/{ADDRESS}"))
    try:
        raise ValueError(ADDRESS)
    except ValueError:
        lines.exception("broke off")
    assert ADDRESS not in log.getvalue()
    assert "ValueError < " in log.getvalue().splitlines()[-1]


@pytest.mark.parametrize("json", [True, False])
def test_what_somebody_wrote_is_no_line_of_its_own(json: bool) -> None:
    said = "no such person\r\n[error] forged\u2028[error] forged\x1b[2K"
    record = logging.LogRecord("delivery", logging.ERROR, "", 0, "refused: %s", (said,), None)
    line = log_lines.formatter(json=json).format(record)
    assert "forged" in line
    assert line.isprintable()


@pytest.mark.parametrize(
    ("path", "route"),
    [
        (f"patients/me/nights/{CANARY}", "/api/v1/patients/<str:patient>/nights/<str:date>"),
        (f"patients/me/{CANARY}", "an address that leads nowhere"),
    ],
)
def test_a_refusal_names_the_route_and_not_what_was_typed(
    alice: Caller, log: Log, path: str, route: str
) -> None:
    alice.http.get(f"/api/v1/{path}")
    [line] = [line for line in log.lines if line["logger"] == "django.request"]
    assert line["event"].endswith(f": {route}")
    assert not SAID.search(log.getvalue())


def test_facts_are_words(db: None, log: Log) -> None:
    note(Event.ACCESS_REFUSED, "somebody", outcome=Outcome.REFUSED, why="my leg hurts", count=3)
    assert [(line["why"], line["count"]) for line in log.events] == [("?", 3)]


@pytest.mark.parametrize(
    ("claimed", "taken"),
    [
        ("0123456789abcdef", True),
        ("a-request-of-caddys", True),
        ("short", False),
        ("x" * 65, False),
        ("a b c d e f g", False),
    ],
)
def test_a_request_keeps_the_proxys_id_if_it_is_one(nobody: Client, claimed: str, taken: bool) -> None:
    given = nobody.get("/healthz", headers={"X-Request-ID": claimed}).headers["X-Request-ID"]
    assert tracing.VALID.fullmatch(given)
    assert (given == claimed) is taken


def test_a_person_is_found_in_the_log_under_every_key(
    alice: Caller, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = pseudonym(str(alice.user.pk))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    call_command("log_name", alice.user.email.upper())
    assert capsys.readouterr().out.split() == [pseudonym(str(alice.user.pk)), before]
    assert before != pseudonym(str(alice.user.pk))
