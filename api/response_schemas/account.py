"""One's own account, and every refusal."""

from typing import Literal

from api.response_schemas.base import Answer, Language
from api.response_schemas.nights import FieldFaultAnswer
from journal.fields import CalendarDate, Identifier, Instant

Proof = Literal["password", "mail", "code", "passkey"]


class AgreementAnswer(Answer):
    """What a person agreed to, and when they took it back."""

    version: str
    language: Language
    agreed_at: Instant
    withdrawn_at: Instant | None


class MeAnswer(Answer):
    """One's own account."""

    id: Identifier
    email: str
    name: str
    timezone: str
    language: Language
    country: str
    emergency_number: str
    night_turns_at: str
    roles: list[Literal["patient", "therapist", "admin", "signer"]]
    patient: Identifier | None
    reminder_at: str | None
    mail_summary: Literal["off", "daily", "weekly"]
    mail_shows_symptoms: bool
    mail_hour: int
    resting: bool
    agreement: AgreementAnswer | None
    agreement_due: str | None
    erase_on: CalendarDate | None


class ProofAnswer(Answer):
    """Whether the proof is fresh, and the ways in which this account can prove itself."""

    fresh: bool
    proofs: list[Proof]


# Why a session is over, as `accounts.models.Session.Ended` has it; an erased account has a code of its own.
EndedSession = Literal[
    "idle", "age", "elsewhere", "too_many", "password", "factor", "address", "role", "administrator", "closed"
]


class Problem(Answer):
    """A refusal (RFC 9457): `code` for programs, `detail` for people, `errors` for fields at fault."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldFaultAnswer] = []
    reason: EndedSession | None = None
    proofs: list[Proof] = []
