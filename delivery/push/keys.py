"""The key pair by which push services know this site (VAPID, RFC 8292)."""

import base64
import os
import uuid
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings


def private_key_file() -> Path:
    """Where an install of one's own keeps its key."""
    return Path(settings.VAR_DIR) / "vapid.pem"


@cache
def vapid() -> Any:
    """The key pair: `VAPID_PRIVATE_KEY` if set, else one made on first use and kept beside the data."""
    from py_vapid import Vapid02  # type: ignore[import-untyped]

    if settings.VAPID_PRIVATE_KEY:
        return Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
    kept = private_key_file()
    if not kept.exists():
        _make(kept)
    return Vapid02.from_file(str(kept))


def _make(kept: Path) -> None:
    """Write a new key where only its owner reads it, whole or not at all; the first of two processes wins."""
    from py_vapid import Vapid02

    fresh = Vapid02()
    fresh.generate_keys()
    written = kept.with_name(f"{kept.name}.{uuid.uuid4()}")
    with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(fresh.private_pem())
    with suppress(FileExistsError):
        kept.hardlink_to(written)
    written.unlink()


def public_key() -> str:
    """What a browser needs to subscribe: the uncompressed point in base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
