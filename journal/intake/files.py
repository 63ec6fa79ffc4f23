"""Any file that is offered, as rows: which kind it is shows in its first bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO, Literal

from journal.intake import apple, own, sleep, table, texts
from journal.intake.rows import Found, Row, Table, UnreadableFile
from journal.progress import Progress, ProgressStream

LARGEST_TEXT = 64 << 20
MOST_ROWS = 60_000
TOGETHER = 400

Kind = Literal["json", "csv", "apple_health"]


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was understood: its kind, its rows, and a CSV's columns unless it is our own."""

    kind: Kind
    rows: list[Row]
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one kind of file, known by how it begins; `suffixes` are those that such files have."""

    kind: Kind
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...]
    rows: Callable[[IO[bytes]], ProgressStream[Found]]


def _apple_health(file: IO[bytes]) -> ProgressStream[Found]:
    return sleep.rows((yield from apple.segments(file)))


def _json(file: IO[bytes]) -> ProgressStream[Found]:
    # Makes a generator of it, as every reader is: JSON is parsed in one go and has no progress to tell.
    yield from ()
    return texts.rows(_text(file))


# The first that knows how a file begins reads it. What none knows is a CSV, whose columns are asked for.
READERS = (
    Reader("apple_health", (".xml", ".zip"), (b"PK", b"<"), _apple_health),
    Reader("json", (".json", ".jsonl", ".ndjson"), (b"{", b"["), _json),
)


def understand(
    file: IO[bytes], *, zone: str, mapping: Mapping[str, str] | None = None
) -> ProgressStream[Read]:
    """Every row of the file. UnreadableFile; InvalidRecord naming `map` for a mapping that does not fit."""
    file.seek(0)
    # Some programs begin UTF-8 with a byte order mark, which is no part of the text.
    head = file.read(512).removeprefix(b"\xef\xbb\xbf").lstrip()
    # Our own archive first, for Apple's is a zip too.
    if head.startswith(b"PK") and (tables := own.archived(file)):
        return Read("csv", (yield from _checked(own.rows(tables))))
    for reader in READERS:
        if head.startswith(reader.begins):
            file.seek(0)
            return Read(reader.kind, (yield from _checked((yield from reader.rows(file)))))
    body = _text(file)
    if mapping is None and (name := own.table_of(table.header(body))):
        return Read("csv", (yield from _checked(own.rows({name: body}))))
    understood = table.understand(body, mapping)
    dated = "date" in understood.fields.values()
    found = table.rows(body, understood, zone) if dated else Found(0, iter(()))
    return Read("csv", (yield from _checked(found)), understood)


def _text(file: IO[bytes]) -> bytes:
    file.seek(0)
    # One byte too many tells that the file is too large, without reading the rest.
    body = file.read(LARGEST_TEXT + 1)
    if len(body) > LARGEST_TEXT:
        raise UnreadableFile("too_large", "the file holds more than we take")
    if not body.strip():
        raise UnreadableFile("empty", "the file is empty")
    return body


def _checked(found: Found) -> ProgressStream[list[Row]]:
    rows: list[Row] = []
    for row in found.rows:
        if len(rows) == MOST_ROWS:
            raise UnreadableFile("too_many_rows", "the file holds more rows than we take at once")
        if len(rows) % TOGETHER == 0:
            yield Progress("reading", len(rows), found.total)
        rows.append(row)
    return rows
