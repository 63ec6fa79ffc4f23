"""Consents, invitations, visit links, looks, and whether an open page may still be shown."""

from typing import Literal

from pydantic import Field, RootModel

from api.response_schemas.base import Answer, ListAnswer, Scope
from journal.fields import CalendarDate, Identifier, Instant

State = Literal["invited", "accepted", "active", "ended"]


class Terms(Answer):
    """How much of a record is opened, as whom, and for which nights and days."""

    id: Identifier
    scope: Scope
    role: Literal["therapist", "carer"]
    from_: CalendarDate | None = Field(alias="from")
    until: CalendarDate | None
    created_at: Instant


class ConsentAnswer(Terms):
    """A consent or an open invitation, as the patient reads it; `replaces` is one that it would end."""

    state: State
    name: str
    email: str | None
    accepted_at: Instant | None
    ended_at: Instant | None
    expires_at: Instant | None
    replaces: Identifier | None


class ConsentsAnswer(ListAnswer):
    """Open invitations first, then consents in every state."""

    results: list[ConsentAnswer]


class InvitationAnswer(ConsentAnswer):
    """An invitation just made; its code is in this answer and nowhere else."""

    code: str
    link: str
    qr: str


class HeldAnswer(Terms):
    """A consent as its holder reads it; no record is named before it is open."""

    state: State
    name: str
    patient: Identifier | None
    accepted_at: Instant | None
    ended_at: Instant | None


class HeldConsentsAnswer(ListAnswer):
    """Consents that the caller holds."""

    results: list[HeldAnswer]


class AcceptedAnswer(RootModel[ConsentAnswer | HeldAnswer]):
    """The consent made by using a code, as the patient or as its holder reads it."""


class OfferedAnswer(Terms):
    """What a code would open, before it is used: `asks` when its maker wants to see the reader's own diary."""

    asks: bool
    name: str
    hands_over: bool
    expires_at: Instant | None


class VisitLinkAnswer(Answer):
    """A link that opens the record for half an hour."""

    id: Identifier
    scope: Literal["summary", "full"]
    from_: CalendarDate | None = Field(alias="from")
    created_at: Instant
    expires_at: Instant


class VisitLinksAnswer(ListAnswer):
    """Links that are open now."""

    results: list[VisitLinkAnswer]


class VisitLinkMade(VisitLinkAnswer):
    """A link just made; its code is in this answer and nowhere else."""

    code: str
    link: str
    qr: str


class LookAnswer(Answer):
    """One look of someone else at the record; `reason` where an administrator gave one."""

    at: Instant
    name: str
    role: Literal["therapist", "carer", "visit", "admin"]
    what: str
    reason: str


class LooksAnswer(ListAnswer):
    """Looks, newest first."""

    results: list[LookAnswer]


class RecordStanding(Answer):
    """The consent under which the record is open, null for one's own."""

    consent: Identifier | None
    scope: Literal["self", "summary", "full", "log"]


class CaseloadStanding(Answer):
    """A word that changes when a record is opened or closed."""

    standing: str


class VisitStanding(Answer):
    """Until when the link opens the record."""

    expires_at: Instant
