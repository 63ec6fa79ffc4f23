"""What is told about agreements, consents and links: the shapes that queries give and routes answer with.

Instants and dates are ISO 8601 text, null where there is none.
"""

from typing import TypedDict

# Who may see what of a record, from and until which night. `from` is a word of Python, so this is no class.
Terms = TypedDict(
    "Terms",
    {
        "id": str,
        "scope": str,
        "role": str,
        "from": str | None,
        "until": str | None,
        "created_at": str | None,
    },
)
LinkDocument = TypedDict(
    "LinkDocument",
    {"id": str, "scope": str, "from": str | None, "created_at": str | None, "expires_at": str | None},
)


class AgreementDocument(TypedDict):
    """What a person last agreed to; `withdrawn_at` once it was taken back."""

    version: str
    language: str
    agreed_at: str
    withdrawn_at: str | None


class ConsentDocument(Terms):
    """A consent, or an invitation to one, as its patient reads it; `name` is empty until it is accepted."""

    state: str
    name: str
    email: str
    accepted_at: str | None
    ended_at: str | None
    expires_at: str | None
    replaces: str | None


class HeldDocument(Terms):
    """A consent as its holder reads it; `name` and `patient` are told only while it opens the record."""

    state: str
    name: str
    patient: str | None
    accepted_at: str | None
    ended_at: str | None


class PreviewDocument(Terms):
    """What using a code would mean: who `asks` for a record or offers one, and whether it is handed over."""

    asks: bool
    name: str
    hands_over: bool
    expires_at: str | None
