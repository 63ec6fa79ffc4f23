"""Codes that open something: short enough to be typed, too many to be guessed, kept only as a digest."""

import hashlib
import secrets

# Crockford's base 32: no I, L, O, U, so that a code survives being read aloud and copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("ILO", "110")
GROUP = 4
# Five bits a character. An invitation (80 bits) lives for days, a visit code (60 bits) for minutes; neither can
# be found by trying, even with thousands of them open.
INVITATION = 16
VISIT = 12


def new_code(length: int) -> str:
    """A fresh code in groups of four, such as `7KQ2-M0XD-…`."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(letters[start : start + GROUP] for start in range(0, length, GROUP))


def digest(code: str) -> str:
    """What is stored of a code; however it was typed: case, spaces, dashes and look-alikes do not matter."""
    plain = code.upper().replace("-", "").replace(" ", "").translate(LOOKALIKES)
    return hashlib.sha256(plain.encode()).hexdigest()
