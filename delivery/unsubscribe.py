"""The link that stops one stream of mail, without signing in.

The token is signed, not stored: it works for as long as the key that signed it is kept, also for an account that
is gone. It names an account by its id, never by its address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing

from delivery.models import Stream

SALT = "delivery.unsubscribe"


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose stream a token stops."""

    user: UUID
    stream: Stream


def token_for(user: UUID, stream: Stream) -> str:
    """The token of one person and one stream; always the same."""
    return _signer().sign(f"{user.hex}{stream.value}")


def read(token: str) -> Stop | None:
    """What a token stops; None for one we never made."""
    try:
        said = _signer().unsign(token)
        return Stop(UUID(said[:32]), Stream(said[32:]))
    except (signing.BadSignature, ValueError):
        return None


def link(user: UUID, stream: Stream) -> str:
    """Where the person stops it."""
    return f"{settings.SITE_URL}/api/v1/mail/unsubscribe/{token_for(user, stream)}"


def headers(url: str) -> Mapping[str, str]:
    """One-click unsubscribing (RFC 8058)."""
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _signer() -> signing.Signer:
    # A salt of its own: what was signed for another purpose must not stop anybody's mail.
    return signing.Signer(sep=".", salt=SALT)
