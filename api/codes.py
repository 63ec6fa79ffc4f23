"""A fresh code as people pass it on: typed, followed as a link, or held before a camera."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.codes import CodeEnded
from api.problems import Refusal
from journal.documents import FieldFault, InvalidRecord

SCALE = 6
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.UUID,
    OpenApiParameter.HEADER,
    description="A repeated request with the same key and body is answered with the same code.",
)


def _key(said: str) -> UUID:
    """As RFC 9562 writes it: no braces, no other spelling."""
    try:
        key = UUID(said)
    except ValueError:
        key = None
    # Compared as text: UUID() takes braces and URNs too, and one key would have several spellings.
    if key is None or str(key) != said.lower():
        raise InvalidRecord([FieldFault("Idempotency-Key", "uuid", "a UUID")])
    return key


@contextmanager
def made_once(request: Request) -> Iterator[UUID | None]:
    """The request's idempotency key, if it has one. 422 for one that is no UUID, 409 once its code is over."""
    said = request.headers.get("Idempotency-Key")
    try:
        yield None if said is None else _key(said)
    except CodeEnded:
        raise Refusal(409, "conflict", "the code made for this key is over; ask with a new key") from None


def passed_on(code: str, page: str) -> dict[str, Any]:
    """The code, its link and its QR code as a picture. The code stands behind `#`: it reaches no server's log."""
    link = f"{settings.SITE_URL}/{page}#{code}"
    # No micro codes, which cameras of phones do not read; a light ground, or a dark screen hides the code.
    picture = segno.make(link, error="m", micro=False).svg_data_uri(scale=SCALE, border=4, light="white")
    return {"code": code, "link": link, "qr": picture}
