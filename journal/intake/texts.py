"""JSON on its way in: our own export, a diary or a night a line."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from journal import night_diff
from journal.documents import FieldFault, HealthDocument, InvalidRecord, read
from journal.export.record import FORMAT, VERSION
from journal.intake.rows import EntryRow, Found, Refused, Row, UnreadableFile, entry_row, night_row

NOT_JSON = "the file is not JSON, nor a JSON record on every line"


def rows(body: bytes) -> Found:
    """Every row of the file, numbered from 1 in its own order. UnreadableFile."""
    first, _, rest = body.strip().partition(b"\n")
    # A first line that is JSON by itself begins a file of one record a line, so the whole is not parsed for nothing.
    whole_file = _load(body) if not rest.strip() or _load(first) is None else None
    if whole_file is not None:
        return Found(_count(whole_file), _numbered(whole_file))
    if _load(first) is None:
        raise UnreadableFile("not_json", NOT_JSON)
    lines = [line for line in body.splitlines() if line.strip()]
    return Found(len(lines), _by_line(lines))


def _count(value: Any) -> int:
    held = value if isinstance(value, dict) else {"nights": value}
    parts = [held.get(name) for name in ("entries", "nights")]
    return sum(len(part) for part in parts if isinstance(part, list)) or 1


def _by_line(lines: Iterable[bytes]) -> Iterator[Row]:
    number = 1
    for line in lines:
        for row in _numbered(_load(line), number):
            yield row
            number = row.number + 1


def _load(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _numbered(value: Any, number: int = 1) -> Iterator[Row]:
    """The rows of one JSON value: an export, a diary, a list of nights, one night, one entry."""
    if isinstance(value, list):
        value = {"nights": value}
    if not isinstance(value, dict):
        yield Refused(number, [FieldFault("row", "not_json", "this row is not a JSON object")])
        return
    if "format" in value and (value["format"], value.get("version")) != (FORMAT, VERSION):
        raise UnreadableFile("unknown_format", "the file is of a later or another program")
    if "nights" not in value:
        yield entry_row(number, value) if "kind" in value else night_row(number, value)
        return
    parts = [*_list(value, "entries"), *_list(value, "nights")]
    makers = [entry_row] * len(_list(value, "entries")) + [night_row] * len(_list(value, "nights"))
    for place, (make, raw) in enumerate(zip(makers, parts, strict=True), start=number):
        yield make(place, raw)
    yield from _health(number + len(parts), value.get("health"))


def _list(value: dict[str, Any], name: str) -> list[Any]:
    found = value.get(name) or []
    if not isinstance(found, list):
        raise UnreadableFile("not_a_list", f"{name} is not a list")
    return found


def _health(number: int, raw: Any) -> Iterator[Row]:
    """A diary's health background says no dates of its answers: they count from today."""
    if not raw:
        return
    try:
        answers = night_diff.health_units(read(HealthDocument, raw))
    except InvalidRecord as error:
        yield Refused(number, error.faults)
        return
    for place, (key, data) in enumerate(answers.items(), start=number):
        yield EntryRow(place, "health", key, data, None)
