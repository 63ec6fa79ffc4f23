"""A person with a row in every table that could hold one, and in each of its texts a word found nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CharField, EmailField, Field, ForeignKey, JSONField, Model, TextField, URLField

from accounts import services as accounts
from accounts.models import AccessLogEntry, Patient, User
from delivery.models import Message, RefusedAddress
from tests.privacy.rights.census import CENSUS, NOBODY

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 21)
# Made first, since others hang on them.
FIRST = ("account.EmailAddress", "accounts.Consent", "journal.Night", "insights.Flag", "delivery.Device")
# Made by hand below, or by erasing.
ELSEWHERE = {
    "accounts.User",
    "accounts.Patient",
    "accounts.AccessLogEntry",
    "journal.Tombstone",
    "delivery.RefusedAddress",
}


@dataclass(slots=True)
class Person:
    """Someone, and each canary of theirs by the field that holds it."""

    letter: str
    user: User
    patient: Patient
    held: dict[str, str] = field(default_factory=dict)

    def canary(self, place: str) -> str:
        """A new word for one field of one model, short enough for any."""
        self.held[place] = f"zq{self.letter}{len(self.held):03d}"
        return self.held[place]


def person(letter: str, other: User) -> Person:
    """Someone whom `other` looks after."""
    user = accounts.make_person(email=f"zq{letter}@example.com", password=None, timezone="Europe/London")
    made = Person(letter, user, accounts.open_patient_record(user=user))
    made.held["accounts.User.email"] = user.email
    for name in ("name", "emergency_number"):
        setattr(user, name, made.canary(f"accounts.User.{name}"))
    user.save()
    links: dict[str, Any] = {
        "user": user,
        "patient": made.patient,
        "grantee": other,
        "inviter": user,
        "therapist": other,
        "author": other,
    }
    for label in [*FIRST, *sorted(set(of_people()) - set(FIRST) - ELSEWHERE)]:
        row = _row(made, label, links)
        links.setdefault(_link_name(label), row)
    _more(made, other)
    return made


def of_people() -> list[str]:
    """Labels of every model that holds rows of persons."""
    return [label for label, decision in CENSUS.items() if decision.erasure != NOBODY]


def texts(model: type[Model]) -> list[Field[Any, Any]]:
    """Its fields that could hold a word of somebody's."""
    kinds = (CharField, TextField, JSONField)
    return [one for one in model._meta.concrete_fields if isinstance(one, kinds) and not one.choices]


def everything_stored() -> Iterator[tuple[str, str]]:
    """Every row of every table of the database, whether a model knows it or not, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  a name from the database itself
            for row in cursor.fetchall():
                yield table, str(row)


FACTS: dict[str, dict[str, Any]] = {
    "accounts.Consent": {"accepted_as": "tess@example.com", "state": "active", "scope": "full"},
    "accounts.VisitLink": {"scope": "summary"},
    "accounts.Invitation": {"expires_at": NOW.replace(year=2027)},
    "accounts.Agreement": {"version": "2026-11-24"},
    "usersessions.UserSession": {"ip": "192.0.2.7"},
    "journal.Night": {"timezone": "Europe/London", "told_by": "self"},
}


def _row(made: Person, label: str, links: dict[str, Any]) -> Model:
    model = apps.get_model(label)
    values = dict(FACTS.get(label, {}))
    if label == "accounts.VisitLink":
        values["expires_at"] = NOW.replace(year=2027)
    for one in model._meta.concrete_fields:
        if one.name not in values and (said := _value(made, label, one, links)) is not None:
            values[one.name] = said
    made_row: Model = model._base_manager.create(**values)
    return made_row


def _value(made: Person, label: str, one: Field[Any, Any], links: dict[str, Any]) -> Any:
    if isinstance(one, ForeignKey):
        return links.get(one.name)
    if one in texts(one.model):
        word = made.canary(f"{label}.{one.name}")
        if isinstance(one, EmailField):
            return f"{word}@example.com"
        if isinstance(one, URLField):
            return f"https://example.com/{word}"
        return {word: word} if isinstance(one, JSONField) else word
    if one.choices and not one.has_default():
        return one.choices[0][0]
    if one.null or one.has_default() or one.primary_key:
        return None
    kind = one.get_internal_type()
    return {"DateTimeField": NOW, "DateField": TODAY, "TimeField": "08:00", "BooleanField": False}.get(
        kind, 1
    )


def _link_name(label: str) -> str:
    return {"account.EmailAddress": "email_address"}.get(label, label.rpartition(".")[2].lower())


def _more(made: Person, other: User) -> None:
    """Rows about the person that hang on nobody, or on somebody else."""
    reply = made.canary("delivery.RefusedAddress.reply")
    RefusedAddress.objects.create(address=made.user.email, reply=reply, refused_at=NOW)
    accounts.invite(inviter=other, patient=None, offer=accounts.Offer("full", email=made.user.email), now=NOW)
    common = {"asked_at": NOW, "due_at": NOW, "kind": "invitation_therapist"}
    named = made.canary("delivery.Message.text of another")
    Message.objects.create(
        recipient=f"{made.letter}@somewhere.example", about=made.user, text=named, period="1", **common
    )
    unknown = made.canary("delivery.Message.text to nobody yet")
    Message.objects.create(recipient=made.user.email, text=unknown, period="2", **common)
    AccessLogEntry.objects.create(
        at=NOW, patient=made.user.pseudonym, reader=other.pseudonym, role="therapist", what="nights"
    )
