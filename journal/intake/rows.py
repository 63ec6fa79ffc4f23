"""What every file becomes before anything is written: checked rows, each with the line it came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from journal.documents import FieldFault, InvalidRecord, NightDocument, read
from journal.edits import check_data, check_key
from journal.fields import CalendarDate

REMARKS = frozenset({"late", "received_at", "version"})


class DatedNight(NightDocument):
    """A night that says which."""

    date: CalendarDate


@dataclass(frozen=True, slots=True)
class NightRow:
    """A night; `own_ids` says whether its episodes carry ids that last, or were counted by us."""

    number: int
    night: DatedNight
    own_ids: bool = True


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A health answer, PEG week, factor or event, with the moment it was edited where the file says it."""

    number: int
    kind: str
    key: str
    data: dict[str, Any]
    edited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be taken, and why."""

    number: int
    faults: Sequence[FieldFault]


Row = NightRow | EntryRow | Refused


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a file, checked as they are asked for, and about how many there are."""

    total: int
    rows: Iterator[Row]


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV as it was understood: its columns, the field each was taken for, a few rows."""

    columns: list[str]
    fields: dict[str, str]
    sample: list[list[str]] = field(default_factory=list)


class UnreadableFile(ValueError):
    """The file is not what it says it is, or larger than anything we take; `code` for programs."""

    def __init__(self, code: str, detail: str) -> None:
        self.code, self.detail = code, detail
        super().__init__(detail)


def night_row(number: int, raw: Any) -> Row:
    """A night as it stands in an export or a line; the server's own remarks are dropped."""
    if isinstance(raw, Mapping):
        raw = {name: value for name, value in raw.items() if name not in REMARKS}
    try:
        return NightRow(number, read(DatedNight, raw))
    except InvalidRecord as error:
        return Refused(number, error.faults)


def entry_row(number: int, raw: Any) -> Row:
    """An entry as it stands in an export, or as Refused with its faults."""
    try:
        kind, key = str(raw["kind"]), check_key(str(raw["kind"]), raw["key"])
        edited = datetime.fromisoformat(raw["edited_at"])
        if kind not in ("health", "peg", "factor", "event") or edited.tzinfo is None:
            raise ValueError(kind)
        return EntryRow(number, kind, key, check_data(kind, key, raw["data"]), edited)
    except InvalidRecord as error:
        return Refused(number, error.faults)
    except (KeyError, TypeError, ValueError):
        return Refused(number, [FieldFault("entry", "entry", "an entry has kind, key, data and edited_at")])
