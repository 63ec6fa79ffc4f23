"""The record as tables, one CSV each, safe to open in a spreadsheet; `journal.intake.own` reads them again."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from accounts.models import Patient
from journal.export import rows, zipped
from journal.serialization import EPISODE_COLUMNS, SLEEP_INSTANTS, SLEEP_NUMBERS, place_text

# With the apostrophe itself: a text such as '=1 would otherwise come back without it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
NOTHING = "none"  # asked, and nothing of it: a cell that is empty was not asked
Cells = Iterable[Any]


def table(patient: Patient, name: str) -> Iterator[bytes]:
    """One table with its header line; KeyError for an unknown name."""
    header, make = TABLES[name]
    yield _line(header)
    for cells in make(patient):
        yield _line(cells)


def archive(patient: Patient) -> Iterator[bytes]:
    """Every table in one zip, in pieces."""
    return zipped.archive({f"{name}.csv": table(patient, name) for name in TABLES})


def _line(cells: Cells) -> bytes:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerow(
        [_cell(one) for one in cells]
    )
    return out.getvalue().encode()


def _cell(value: Any) -> Any:
    """Numbers stay numbers; a text that a spreadsheet would run as a formula is led by an apostrophe."""
    # Before the numbers: to Python a bool is an int.
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, Mapping | list) and not value:
        value = NOTHING
    elif isinstance(value, Mapping):
        value = "; ".join(f"{key}: {_cell(one)}" for key, one in sorted(value.items()))
    elif isinstance(value, list):
        value = "; ".join(map(_place, value))
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def plain_text(cell: str) -> str:
    """A text as it was before it was made safe to open."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _place(value: Any) -> str:
    return place_text(value) if isinstance(value, Mapping) else str(value)


def _nights(patient: Patient) -> Iterator[Cells]:
    for night in rows.nights(patient):
        yield [night[name] for name in NIGHT]


def _episodes(patient: Patient) -> Iterator[Cells]:
    for night in rows.nights(patient):
        for episode in night["episodes"]:
            yield [night["date"], *(episode.get(name) for name in EPISODE[1:])]


def _sleep(patient: Patient) -> Iterator[Cells]:
    for night in rows.nights(patient):
        sleep = night["sleep"] or []
        for period in sleep if isinstance(sleep, list) else [sleep]:
            yield [night["date"], *(period.get(name) for name in SLEEP[1:])]


def _answers(patient: Patient) -> Iterator[Cells]:
    for night in rows.nights(patient):
        for group in ("day", "signs", "checks"):
            for item, value in sorted((night.get(group) or {}).items()):
                yield night["date"], group, item, value
        for tried in night["tips_tried"]:
            yield night["date"], "tips_tried", tried["tip"], tried["helped"]


def _entries(patient: Patient) -> Iterator[Cells]:
    for entry in rows.entries(patient):
        for field, value in sorted(entry["data"].items()):
            yield entry["kind"], entry["key"], field, value, entry["edited_at"]


NIGHT = ("date", "timezone", "pain", "told_by", "note", "recorded_at", "late")
EPISODE = ("date", "id", *EPISODE_COLUMNS)
SLEEP = ("date", *SLEEP_INSTANTS, *SLEEP_NUMBERS)
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Patient], Iterator[Cells]]]] = {
    "nights": (NIGHT, _nights),
    "episodes": (EPISODE, _episodes),
    "sleep": (SLEEP, _sleep),
    "answers": (("date", "group", "item", "value"), _answers),
    "entries": (("kind", "key", "field", "value", "edited_at"), _entries),
}
