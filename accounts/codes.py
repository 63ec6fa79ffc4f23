"""Codes that open something: short enough to be typed, too many to be guessed, kept only as a digest."""

import hashlib
import json
import secrets

from django.utils.crypto import salted_hmac

# Crockford's base 32: no I, L, O, U, so that a code survives being read aloud and copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("ILO", "110")
GROUP = 4
# Five bits a character. An invitation (80 bits) lives for days, a visit code (60 bits) for minutes; neither can
# be found by trying, even with thousands of them open.
INVITATION = 16
VISIT = 12
# Lives for minutes, in one session, for a handful of tries.
PROOF = 8


class CodeEnded(Exception):
    """The code that was made for this key is used, closed or run out."""


def new_code(length: int) -> str:
    """A fresh code in groups of four, such as `7KQ2-M0XD-…`."""
    return _grouped(secrets.token_bytes(length))


def repeated_code(length: int, *wish: object) -> str:
    """The code of one wish, the same each time: it is worked out from the site's secret and kept nowhere."""
    # As JSON: strings that are only joined could be one text for two different wishes.
    mac = salted_hmac("accounts.codes", json.dumps([length, *map(str, wish)]), algorithm="sha256")
    return _grouped(mac.digest()[:length])


def _grouped(chance: bytes) -> str:
    """One letter for each byte: the 256 of them fall evenly on the 32 letters."""
    letters = "".join(ALPHABET[byte % len(ALPHABET)] for byte in chance)
    length = len(letters)
    return "-".join(letters[start : start + GROUP] for start in range(0, length, GROUP))


def digest(code: str) -> str:
    """What is stored of a code; however it was typed: case, spaces, dashes and look-alikes do not matter."""
    plain = code.upper().replace("-", "").replace(" ", "").translate(LOOKALIKES)
    # No slow hash with a salt, as for passwords: a code is chance and not a choice, and is found by its digest.
    return hashlib.sha256(plain.encode()).hexdigest()
