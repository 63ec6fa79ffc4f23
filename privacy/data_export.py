"""Data export: all that is kept about one person, app by app, as they take it away.

A row is exported with every field but those withheld, so that a new field goes along by itself. The nights are not
here: they are the record, which is a file of its own and can be imported again.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db.models import Model, Q

from accounts import agreement, queries
from accounts.models import (
    AccessLogEntry,
    Agreement,
    Consent,
    Invitation,
    Patient,
    ProofCode,
    Session,
    User,
    VisitLink,
)
from care.models import Note, PlanItem, PlanTick, Review, Tag
from delivery.models import (
    Device,
    KnownDevice,
    MailQuestion,
    Message,
    Push,
    RefusedAddress,
    Schedule,
    StreamChoice,
)
from insights.models import AnalysisState, Experiment, Flag, FlagReply, Insight
from journal.models import Change, Closure, Diary

FORMAT = "stillnight-account"
VERSION = 1
CHUNK = 500
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of one model that are about a person; `withheld` are fields that stay here, each with its reason."""

    model: type[Model]
    of: Callable[[User], Q]
    withheld: dict[str, str] = field(default_factory=dict)
    name: str = ""

    @property
    def title(self) -> str:
        """What the list is called in the file."""
        return self.name or self.model._meta.label_lower


SECRET = "opens something; it tells nothing of the person"  # noqa: S105
OTHERS = "about another person"


def addresses(user: User) -> list[str]:
    """Every address by which the person is known here."""
    rows = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    return sorted({user.email.lower(), *(str(address).lower() for address in rows)})


def _by(name: str) -> Callable[[User], Q]:
    return lambda user: Q(**{name: user})


PARTS = (
    Part(User, lambda user: Q(pk=user.pk), {"password": SECRET}),
    Part(Patient, _by("user")),
    Part(Agreement, _by("user")),
    Part(EmailAddress, _by("user")),
    Part(EmailConfirmation, _by("email_address__user"), {"key": SECRET}),
    Part(Authenticator, _by("user"), {"data": SECRET}),
    Part(Session, _by("user"), {"session_key": SECRET, "session_data": SECRET}),
    Part(ProofCode, _by("user"), {"session": SECRET, "digest": SECRET}),
    Part(UserSession, _by("user"), {"session_key": SECRET}),
    Part(LogEntry, _by("user"), {"object_repr": OTHERS, "object_id": OTHERS, "change_message": OTHERS}),
    Part(Consent, _by("patient__user"), name="consents given"),
    Part(Consent, _by("grantee"), {"patient": OTHERS}, name="consents held"),
    Part(
        Invitation,
        lambda user: Q(inviter=user) | Q(patient__user=user) | Q(email__in=addresses(user)),
        {"digest": SECRET},
    ),
    Part(VisitLink, _by("patient__user"), {"digest": SECRET}),
    Part(AccessLogEntry, lambda user: Q(reader=user.pseudonym), {"patient": OTHERS}, name="looks at others"),
    Part(Diary, _by("patient__user")),
    Part(Closure, _by("patient__user")),
    Part(Change, _by("patient__user"), name="every version of everything written"),
    Part(AnalysisState, _by("patient__user")),
    Part(Insight, _by("patient__user")),
    Part(Flag, _by("patient__user")),
    Part(FlagReply, _by("patient__user")),
    Part(Experiment, _by("patient__user")),
    Part(Review, _by("patient__user")),
    Part(Tag, _by("patient__user")),
    Part(Note, _by("patient__user"), name="notes about you, private ones too"),
    Part(PlanItem, _by("patient__user")),
    Part(PlanTick, _by("patient__user")),
    Part(StreamChoice, _by("user")),
    Part(Schedule, _by("user")),
    Part(MailQuestion, _by("user")),
    Part(KnownDevice, _by("user"), {"mark": "a digest that nobody can read back"}),
    # A letter written to an address alone, such as an invitation, has no account to be found by.
    Part(Message, lambda user: Q(user=user) | Q(user=None, recipient__in=addresses(user)), {"lease": SECRET}),
    Part(RefusedAddress, lambda user: Q(address__in=addresses(user))),
    Part(Device, _by("user"), {"p256dh": SECRET, "auth": SECRET}),
    Part(Push, _by("device__user")),
)


def lines(user: User, now: datetime) -> Iterator[bytes]:
    """The document in pieces, a line a row."""
    head = {"format": FORMAT, "version": VERSION, "account": str(user.pk), "made_at": now}
    yield _plain(head)[:-1]
    for part in PARTS:
        yield b",\n" + _plain(part.title) + b": ["
        yield from _list(_rows(part, user))
        yield b"]"
    yield b',\n"texts agreed to": ['
    yield from _list(_texts(user))
    yield b'],\n"who looked": ['
    yield from _list(_looks(user))
    yield b"]}\n"


def _rows(part: Part, user: User) -> Iterator[Row]:
    fields = [one for one in part.model._meta.concrete_fields if one.name not in part.withheld]
    # Streamed: every version of years of nights need not fit into a web process.
    rows = part.model._default_manager.filter(part.of(user)).order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield {one.attname: one.value_from_object(row) for one in fields}


def _texts(user: User) -> Iterator[Row]:
    known = agreement.versions()
    for row in Agreement.objects.filter(user=user).order_by("pk"):
        if row.version in known:
            yield {"version": row.version, **asdict(known[row.version].text[row.language])}


def _looks(user: User) -> Iterator[Row]:
    patient, before = getattr(user, "patient", None), None
    while patient is not None:
        found, before = queries.access_log(patient, before=before, limit=CHUNK)
        yield from map(asdict, found)
        if before is None:
            return


def _list(rows: Iterator[Row]) -> Iterator[bytes]:
    mark = b"\n"
    for row in rows:
        yield mark + _plain(row)
        mark = b",\n"
    yield b"\n"


def _plain(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str)
