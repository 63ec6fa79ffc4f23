"""Any file that is offered, as rows: which kind it is shows in its first bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

from journal.intake import apple, sleep, table, texts
from journal.intake.rows import Row, Table, UnreadableFile

LARGEST_TEXT = 64 << 20
MOST_ROWS = 60_000


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood: `json`, `csv` or `apple_health`, its rows, and a CSV's columns."""

    kind: str
    rows: list[Row]
    table: Table | None = None


def understand(file: IO[bytes], *, zone: str, mapping: Mapping[str, str] | None = None) -> Read:
    """Every row of the file. UnreadableFile; InvalidRecord naming `map` for a mapping that does not fit."""
    file.seek(0)
    head = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith((b"PK", b"<")):
        return Read("apple_health", _few(list(sleep.rows(apple.segments(file)))))
    file.seek(0)
    body = file.read(LARGEST_TEXT + 1)
    if len(body) > LARGEST_TEXT:
        raise UnreadableFile("too_large", "the file holds more than we take")
    if not body.strip():
        raise UnreadableFile("empty", "the file is empty")
    if head.startswith((b"{", b"[")):
        return Read("json", _few(list(texts.rows(body))))
    understood = table.understand(body, mapping)
    return Read(
        "csv",
        _few(list(table.rows(body, understood, zone))) if "date" in understood.fields.values() else [],
        understood,
    )


def _few(rows: list[Row]) -> list[Row]:
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("too_many_rows", "the file holds more rows than we take at once")
    return rows
