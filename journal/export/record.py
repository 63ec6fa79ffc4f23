"""The whole record as one JSON document, a line a row; importing it gives the same record again."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from accounts.models import Patient
from journal.export import rows

FORMAT = "stillnight-record"
VERSION = 1


def lines(patient: Patient) -> Iterator[bytes]:
    """The document in pieces; equal records give equal bytes but for the patient's id."""
    head = {"format": FORMAT, "patient": str(patient.pk), "version": VERSION}
    yield _plain(head)[:-1] + b',\n"entries": ['
    yield from _list(rows.entries(patient))
    yield b'],\n"nights": ['
    yield from _list(rows.nights(patient))
    yield b"]}\n"


def _list(found: Iterable[Any]) -> Iterator[bytes]:
    mark = b"\n"
    for row in found:
        yield mark + _plain(row)
        mark = b",\n"
    yield b"\n"


def _plain(value: Any) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
