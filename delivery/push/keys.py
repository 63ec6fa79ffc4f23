"""The key pair by which push services know this site (VAPID, RFC 8292)."""

import base64
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from base.secret_files import kept


def private_key_file() -> Path:
    """Where an install of one's own keeps its key."""
    return Path(settings.VAR_DIR) / "vapid.pem"


@cache
def vapid() -> Any:
    """The key pair: `VAPID_PRIVATE_KEY` if set, else one made on first use and kept beside the data."""
    from py_vapid import Vapid02

    if settings.VAPID_PRIVATE_KEY:
        return Vapid02.from_string(settings.VAPID_PRIVATE_KEY)
    return Vapid02.from_file(str(kept(private_key_file(), _new_pair)))


def _new_pair() -> bytes:
    from py_vapid import Vapid02

    fresh = Vapid02()
    fresh.generate_keys()
    written: bytes = fresh.private_pem()
    return written


def public_key() -> str:
    """What a browser needs to subscribe: the uncompressed point in base64url."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = vapid().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")
