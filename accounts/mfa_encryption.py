"""Second-factor secrets as the database keeps them: encrypted with a key that is not in it.

An encrypted text begins with the version of the way it was encrypted. One without is plain, from before secrets were
encrypted, and is read as it is.
"""

import base64
import logging
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

log = logging.getLogger(__name__)

V1 = "v1:"
PURPOSE = b"stillnight second factor v1"


def encrypt(text: str) -> str:
    """Encrypted with the key of `SECRET_KEY`."""
    return V1 + Fernet(_key(settings.SECRET_KEY)).encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """What was encrypted; plain text as it is.

    Without its key it is a secret that nobody has, so that no code fits it.
    """
    try:
        return decrypt_or_raise(text)
    except InvalidToken:
        log.error("a second factor is encrypted with a key that is not in SECRET_KEY_FALLBACKS")
        return base64.b32encode(secrets.token_bytes(20)).decode()


def decrypt_or_raise(text: str) -> str:
    """What was encrypted with `SECRET_KEY` or one of `SECRET_KEY_FALLBACKS`; plain text as it is. InvalidToken."""
    if not text.startswith(V1):
        return text
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(key)) for key in keys]).decrypt(text.removeprefix(V1)).decode()


def is_fresh(text: str) -> bool:
    """Whether it is encrypted with today's key."""
    try:
        Fernet(_key(settings.SECRET_KEY)).decrypt(text.removeprefix(V1))
    except InvalidToken:
        return False
    return text.startswith(V1)


def _key(secret: str) -> bytes:
    """A key of its own for this purpose; whoever has it cannot find `SECRET_KEY`."""
    # Without a salt: the secret is chance already, and the same key has to come out each time.
    derived = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(derived)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """allauth's hooks for what it stores of a second factor."""

    def encrypt(self, text: str) -> str:
        """See the module's `encrypt`."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """See the module's `decrypt`."""
        return decrypt(encrypted_text)
