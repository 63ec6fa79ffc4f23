"""A parser that refuses what others let through: JSON in UTF-8, no key twice, no depth, no surprises."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

DEPTH = 10
# JavaScript keeps no whole number beyond sixteen digits exactly: a phone would read another one back.
DIGITS = 16
OPENERS, CLOSERS = frozenset("{["), frozenset("}]")


class StrictJSONParser(BaseParser):
    """Reads one JSON value; ParseError (400) for anything that is not exactly that."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """The body as plain data. 415 for another charset, 413 for one that is too large, 400 for no JSON."""
        charset = _charset(media_type or "")
        # RFC 8259: JSON between systems is UTF-8; in another charset the same bytes are another text.
        if charset not in ("", "utf-8", "utf8"):
            raise UnsupportedMediaType(media_type or "")
        # One byte more than is allowed shows that it is too large, without reading the rest.
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        return parse(body)


def parse(body: bytes) -> Any:
    """`body` as plain data; ParseError saying what is wrong with it."""
    if not body.strip():
        raise ParseError("the body is empty", code="empty_body")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise ParseError("the body is not UTF-8", code="not_utf8") from None
    # Before it is parsed: json calls itself for each level, and a body of brackets would use up its stack.
    if _depth(text) > DEPTH:
        raise ParseError(f"nested deeper than {DEPTH}", code="too_deep")
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_constant, parse_int=_integer, parse_float=_number
        )
    except (ValueError, RecursionError) as fault:
        detail = fault.args[0] if isinstance(fault, _Refused) else "the body is not JSON"
        raise ParseError(detail, code="not_json") from None
    _check_texts(value)
    return value


class _Refused(ValueError):
    """JSON of a kind we do not take; its one argument is the sentence to show."""


def _charset(media_type: str) -> str:
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset":
            return value.strip('" ').lower()
    return ""


def _depth(text: str) -> int:
    """Deepest nesting, strings left out, without recursion."""
    deepest = depth = 0
    quoted = escaped = False
    for character in text:
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in OPENERS:
            depth += 1
            deepest = max(deepest, depth)
        elif character in CLOSERS:
            depth -= 1
    return deepest


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # json keeps the last of two equal keys, and whatever checked the text before us may have read the first.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("a key stands twice in one object")
    return found


def _constant(name: str) -> None:
    # Python reads NaN and Infinity, which are no JSON.
    raise _Refused(f"{name} is not a number")


def _integer(digits: str) -> int:
    if len(digits) > DIGITS:
        raise _Refused("a number is too long")
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    # 1e400 is read as infinity, which no answer in JSON could say again.
    if value in (float("inf"), float("-inf")):
        raise _Refused("a number is too large")
    return value


def _check_texts(value: Any) -> None:
    """No NUL and no half of a character in any text, however deep; PostgreSQL and readers cannot hold them."""
    # A list and no recursion; keys are looked at too, for they are stored like any text.
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if "\x00" in part or any("\ud800" <= character <= "\udfff" for character in part):
                raise ParseError("a text holds a NUL or half a character", code="bad_text")
        elif isinstance(part, dict):
            waiting += part.keys()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
