"""The real server in one process: Django's own stack over SQLite in memory; its clock and chance are given."""

import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from sqlite3 import Connection, connect
from typing import Any
from urllib.parse import urlsplit

import time_machine
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client

from accounts import services as accounts
from accounts.agreement import current
from accounts.models import Patient, User
from base import nudge
from delivery import services as delivery
from delivery.message_kinds import PERIODIC
from delivery.models import Message
from insights.models import Flag, FlagReply
from journal.models import Change
from privacy.services import backup

PASSWORD = "a long enough one"
FORWARDED = ("accept", "accept-language", "content-type", "x-account", "x-by-itself", "x-csrftoken")


class Killed(BaseException):
    """The process is gone: nobody handles it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers, and the cookies it sets."""

    status: int
    headers: Mapping[str, str]
    body: str
    cookies: Mapping[str, str | None]

    def as_json(self) -> dict[str, Any]:
        """As the phone's host takes it."""
        return {"status": self.status, "headers": dict(self.headers), "body": self.body}


@dataclass(slots=True)
class Mails:
    """The mail server: what it took, by what each mail is. `fails`: what becomes of the next ones."""

    taken: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    fails: list[str] = field(default_factory=list)


mails = Mails()


class Backend(BaseEmailBackend):
    """Takes each mail, refuses it, or dies with the worker just before or just after."""

    def send_messages(self, email_messages: Any) -> int:
        """OSError where the line is down, Killed where the worker dies."""
        how = mails.fails.pop(0) if mails.fails else "taken"
        for mail in email_messages:
            if how == "line":
                raise OSError("no line")
            if how == "before":
                raise Killed
            row = Message.objects.get(pk=mail.extra_headers["Message-ID"].strip("<").split(".")[0])
            if row.kind in PERIODIC:
                mails.taken[row.recipient, row.kind, row.period] += 1
            if how == "after":
                raise Killed
        return len(email_messages)


class Server:
    """One life after another of one database."""

    def __init__(self, people: tuple[str, ...]) -> None:
        self._clock = time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC), tick=False)
        self._travel = self._clock.start()
        # Their ids too are the same in every process.
        seed_chance(0)
        for name in people:
            user = accounts.make_person(
                email=address(name), password=PASSWORD, name=name, timezone="Europe/London"
            )
            accounts.open_patient_record(user=user)
            accounts.agree(user=user, version=current().version, language="en", now=datetime.now(UTC))
        self._pristine = self.copy()
        self._client = Client(
            enforce_csrf_checks=True,
            raise_request_exception=False,
            HTTP_HOST=urlsplit(settings.SITE_URL).netloc,
        )

    def begin(self, at: datetime) -> None:
        """A new world."""
        self.load(self._pristine)
        self.to(at)
        mails.taken.clear()
        mails.fails.clear()

    def to(self, at: datetime) -> None:
        """The server's clock."""
        self._travel.move_to(at, tick=False)

    # database -----------------------------------------------------------------------------------------------

    def copy(self) -> Connection:
        """All rows as they are now."""
        connection.ensure_connection()
        kept = connect(":memory:", check_same_thread=False)
        connection.connection.backup(kept)
        return kept

    def load(self, kept: Connection) -> None:
        """The rows of then."""
        kept.backup(connection.connection)

    def restore(self, kept: Connection) -> None:
        """As the command does once the tables are loaded: whoever was erased, mails, and a new epoch."""
        self.load(kept)
        backup._settle(datetime.now(UTC), [], datetime.now(UTC))

    # requests -----------------------------------------------------------------------------------------------

    def answer(
        self, request: Mapping[str, Any], cookies: Mapping[str, str], *, dies_at: int | None = None
    ) -> Reply | None:
        """The reply; None where the server died at its statement number `dies_at`."""
        self._client.cookies = SimpleCookie(dict(cookies))
        headers = {name: value for name, value in request["headers"].items() if name in FORWARDED}
        body = request["body"] or ""
        try:
            with self.dying(dies_at):
                found = self._client.generic(
                    request["method"], request["path"], body, content_type="application/json", headers=headers
                )
        except Killed:
            return None
        return Reply(
            found.status_code,
            {
                name: value
                for name, value in found.headers.items()
                if name in ("Content-Type", "Retry-After", "X-Epoch")
            },
            found.content.decode(),
            {name: (None if one["max-age"] == 0 else one.value) for name, one in found.cookies.items()},
        )

    def tick(self, *, dies_at: int | None = None, fails: list[str] | None = None) -> None:
        """What the timetable does: plan what is due and hand over mail."""
        mails.fails[:] = fails or []
        try:
            with self.dying(dies_at):
                delivery.plan(now=datetime.now(UTC))
                delivery.relay(now=datetime.now(UTC))
        except Killed:
            pass

    @contextmanager
    def dying(self, at: int | None) -> Iterator[None]:
        """Its process ends at that statement of the database, and says nothing more."""
        left = at

        def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
            nonlocal left
            if left is not None:
                left -= 1
                if left <= 0:
                    raise Killed
            return execute(sql, parameters, many, context)

        with connection.execute_wrapper(count):
            yield


def address(name: str) -> str:
    """Of a made-up person."""
    return f"{name}@example.com"


def patient(name: str) -> Patient:
    """Their record."""
    return Patient.objects.select_related("user").get(user__email=address(name))


def account(name: str) -> str:
    """Their id, as phones know it."""
    return str(User.objects.get(email=address(name)).pk)


def changes(name: str) -> list[Change]:
    """Every edit of theirs that the server ever took."""
    return list(Change.objects.filter(patient=patient(name)).order_by("seq"))


def replies(name: str) -> set[str]:
    """Ids of everything that was said after a flag."""
    return {
        str(row) for row in FlagReply.objects.filter(patient=patient(name)).values_list("reply_id", flat=True)
    }


def flags(name: str) -> set[str]:
    """Keys of every flag that was raised."""
    rows = Flag.objects.filter(patient=patient(name)).values_list("rule", "side")
    return {f"{rule}/{side}" if side else rule for rule, side in rows}


def made_repeatable() -> None:
    """Chance and wake-ups of the process are given; each world seeds them anew."""
    nudge.send = lambda task: None
    settings.EMAIL_BACKEND = f"{__name__}.Backend"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def seed_chance(seed: int) -> None:
    """All that is random on the server follows from the seed."""
    source = random.Random(seed)
    os.urandom = source.randbytes
    random._urandom = source.randbytes  # type: ignore[attr-defined]
    random.seed(seed)


def open_flags(name: str) -> set[str]:
    """Keys of the flags that stand."""
    rows = Flag.objects.filter(Flag.OPEN, patient=patient(name)).values_list("rule", "side")
    return {f"{rule}/{side}" if side else rule for rule, side in rows}
