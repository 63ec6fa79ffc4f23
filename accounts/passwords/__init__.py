"""Which passwords many people choose: called common, since nobody here knows what was ever stolen."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import loaded

FREQUENT = Path(__file__).with_name("frequent.txt")
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
)
LOOKALIKES = str.maketrans("013457@$!€", "oleastasie")
EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
LETTERS = re.compile(r"\w", re.UNICODE)
WORD = re.compile(r"[^\W\d_]{4,}")
# What people put around a word: a year with a mark, `123456!`. More than that is worth something by itself.
TRIMMINGS = 8
# A password made of own words has to hold so much beside them.
BESIDE = 8


class NotCommon:
    """Refuses a common word with the usual trimmings, a row of keys, a repetition, and the site's own words."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError `password_too_common`, or `password_too_similar` for the person's own words."""
        if any(_is_common(form) for form in _forms(password)) or _only(password, _site()):
            raise ValidationError("many people choose this password", code="password_too_common")
        if user is not None and _only(password, {*_site(), *_own(user)}):
            raise ValidationError("this is the person's own name or address", code="password_too_similar")

    def get_help_text(self) -> str:
        """For Django's own forms, of which none is shown."""
        return "Nothing that many people choose."


def _forms(password: str) -> Iterator[str]:
    """The password, and the word in it without trimmings and in plain letters."""
    plain = unicodedata.normalize("NFKC", password).casefold().strip()
    yield plain
    # Both, since a digit may stand for a letter or be one of the trimmings.
    for form in (plain, plain.translate(LOOKALIKES)):
        word = EDGES.sub("", form)
        if word and len(plain) - len(word) <= TRIMMINGS:
            yield word
            yield _unit(word)
    yield _unit(plain)


def _unit(text: str) -> str:
    """What is only said again and again: `abc` of `abcabc`."""
    return text[: (text + text).find(text, 1)] if text else ""


def _is_common(form: str) -> bool:
    runs = (row for one in ROWS for row in (one, one[::-1]))
    short = len(form) < 3 or any(form in row for row in runs)
    return short or form in _frequent() or loaded.holds(form)


@cache
def _frequent() -> frozenset[str]:
    return frozenset(FREQUENT.read_text().split()) | CommonPasswordValidator().passwords


def _site() -> set[str]:
    return {"stillnight", "demo", *WORD.findall(settings.HOST.casefold())}


def _own(user: User) -> set[str]:
    return set(WORD.findall(f"{user.email} {user.name}".casefold()))


def _only(password: str, words: set[str]) -> bool:
    """Whether it holds some of these words, and hardly anything else."""
    rest = unicodedata.normalize("NFKC", password).casefold()
    whole = len(rest)
    # The longest first: a shorter one inside it would leave letters over that count as something else.
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return len(rest) < whole and len(LETTERS.findall(rest)) < BESIDE
