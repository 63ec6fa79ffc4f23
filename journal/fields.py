"""The kinds of value a journal record is made of; pydantic types that refuse rather than guess.

Every value is exact: no "5" for 5, no true for 1, no date without its zeros, no instant without its offset.
"""

import re
from datetime import date, datetime, timedelta
from functools import cache
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import available_timezones

import regex
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from journal import vocabulary

# Narrower than fromisoformat, which since Python 3.11 takes week dates, days without hyphens and times without
# offset.
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
INSTANT = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:[0-5]\d(:[0-5]\d(\.\d{1,6})?)?(Z|[+-](0\d|1[0-4]):[0-5]\d)", re.ASCII
)
UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", re.ASCII)
OWN_FACTOR = re.compile(r"own\.[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)
YEARS = range(1900, 2200)
# PostgreSQL refuses a NUL in text, and a lone surrogate cannot be written as UTF-8: both would fail only on saving.
CONTROL = regex.compile(r"[\p{Cc}\p{Cs}--[\n\t\r]]", regex.V1)
NOT_ONE_LINE = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]")
GRAPHEME = regex.compile(r"\X")
NOTE_LENGTH = 4000
LABEL_LENGTH = 120


def wrong(code: str, detail: str) -> PydanticCustomError:
    """A refusal with a code a program can read and a sentence a person can."""
    return PydanticCustomError(code, detail)  # type: ignore[arg-type,unused-ignore]


def _date(value: Any) -> date:
    # To Python a datetime is a date too; taken for one it would lose its hour unseen.
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not DATE.fullmatch(value):
        raise wrong("date", "a date is written YYYY-MM-DD")
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise wrong("date", "there is no such day") from None
    if found.year not in YEARS:
        raise wrong("date_range", "the year is out of range")
    return found


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        raise wrong("instant", "an instant is written 2026-11-22T02:10:00+00:00, with its offset")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise wrong("instant", "there is no such instant") from None
    # No place on earth is further from UTC than 14 hours.
    if found.year not in YEARS or abs(found.utcoffset() or timedelta()) > timedelta(hours=14):
        raise wrong("instant_range", "the instant is out of range")
    return found


def _text(limit: int, refused: Any = CONTROL) -> AfterValidator:
    def check(value: str) -> str:
        if refused.search(value):
            raise wrong("control_characters", "control characters are refused")
        # A grapheme may hold any number of combining marks, so code points are bounded too, and before they are
        # grouped.
        if len(value) > 16 * limit or len(GRAPHEME.findall(value)) > limit:
            raise wrong("max_length", f"at most {limit} characters")
        return value

    return AfterValidator(check)


@cache
def _zones() -> frozenset[str]:
    # Names without a slash are bare offsets and aliases kept for old programs, not places.
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")


def _zone(value: str) -> str:
    if value not in _zones():
        raise wrong("timezone", "not an IANA time zone such as Europe/London")
    return value


def _uuid(value: Any) -> str:
    if isinstance(value, UUID):
        return str(value)
    if not isinstance(value, str) or not UUID_TEXT.fullmatch(value):
        raise wrong("uuid", "an id is a UUID in its usual form")
    # Ids are compared as texts: two spellings of one would be two episodes.
    return value.lower()


def _side(value: Any) -> Any:
    if not isinstance(value, bool) and value not in ("left", "right", "both"):
        raise wrong("answer", "answer true, false, left, right or both")
    return value


def _day_factor(value: Any) -> str:
    if value not in vocabulary.load().ids("day") and not OWN_FACTOR.fullmatch(str(value)):
        raise wrong("unknown_word", "neither one of the day words nor a factor of one's own (own.…)")
    return str(value)


def word(group: str) -> Any:
    """One id of a vocabulary group."""
    known = vocabulary.load().ids(group)

    def check(value: Any) -> str:
        if value not in known:
            raise wrong("unknown_word", f"not one of the {group} words")
        return str(value)

    schema = {"type": "string", "enum": list(known)}
    return Annotated[str, BeforeValidator(check), WithJsonSchema(schema)]


DayFactor = Annotated[str, BeforeValidator(_day_factor)]
CalendarDate = Annotated[
    date,
    BeforeValidator(_date),
    PlainSerializer(date.isoformat),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Instant = Annotated[
    datetime,
    BeforeValidator(_instant),
    PlainSerializer(datetime.isoformat),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
Note = Annotated[str, _text(NOTE_LENGTH), WithJsonSchema({"type": "string", "maxLength": NOTE_LENGTH})]
Label = Annotated[
    str,
    _text(LABEL_LENGTH, NOT_ONE_LINE),
    WithJsonSchema({"type": "string", "maxLength": LABEL_LENGTH}),
]
Zone = Annotated[str, AfterValidator(_zone)]
Identifier = Annotated[str, BeforeValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]
NRS = Annotated[StrictInt, Field(ge=0, le=10)]
Rating = Annotated[StrictInt, Field(ge=1, le=5)]
Minutes = Annotated[StrictInt, Field(ge=0, le=1440)]
Count = Annotated[StrictInt, Field(ge=0, le=100)]
Weeks = Annotated[StrictInt, Field(ge=0, le=5200)]
YesNo = StrictBool
YesNoSide = Annotated[
    bool | str,
    BeforeValidator(_side),
    WithJsonSchema({"anyOf": [{"type": "boolean"}, {"type": "string", "enum": ["left", "right", "both"]}]}),
]
