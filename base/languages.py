"""The languages of the site: this page adds one, and `manage.py check` names every text that is then missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from django.utils import dateformat, translation

Code = Literal["en", "de", "es"]


@dataclass(frozen=True, slots=True)
class Language:
    """How a language calls itself, and its dates (Django's date format) and numbers where Django has no form."""

    name: str
    day: str  # 16 November
    weekday: str  # Monday 16 November, inside a sentence
    short: str  # Mon 16 Nov
    brief: str  # 16 Nov
    decimal: str


# The first is the one that others are translated from, and stands in where a language is not known.
FORMS: Mapping[Code, Language] = {
    "en": Language("English", day="j F", weekday="l j F", short="D j M", brief="j M", decimal="."),
    "de": Language("Deutsch", day="j. F", weekday="l, j. F", short="D, j. N", brief="j. N", decimal=","),
    "es": Language(
        "Español", day=r"j \d\e F", weekday=r"l j \d\e F", short="D j b", brief="j b", decimal=","
    ),
}
LANGUAGES: tuple[str, ...] = tuple(FORMS)
FIRST: Code = next(iter(FORMS))
CHOICES = [(code, language.name) for code, language in FORMS.items()]


def forms(code: str) -> Language:
    """The forms of a language, of the first where there is none of that code."""
    return next((language for known, language in FORMS.items() if known == code), FORMS[FIRST])


@lru_cache(maxsize=1024)  # a week's dates are said to everyone
def say_date(on: date, code: str, form: str) -> str:
    """A date in a language, `form` being one of its date formats.

    >>> say_date(date(2026, 11, 28), "en", forms("en").brief)
    '28 Nov'
    """
    # Never the language of the request at hand: mail is written in its reader's, by a worker that has none.
    with translation.override(code):
        return dateformat.format(on, form)


def decimal(number: str, code: str) -> str:
    """A number written with a point, with the decimal sign of the language.

    >>> decimal("1.5", "de")
    '1,5'
    """
    return number.replace(".", forms(code).decimal)
