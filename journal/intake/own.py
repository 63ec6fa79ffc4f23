"""Our own tables on their way in again: one alone, or all of them in the archive they went out in."""

import csv
import io
import struct
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

from journal.documents import FieldFault
from journal.export.tables import NOTHING, TABLES, plain_text
from journal.intake.apple import size_of_list
from journal.intake.rows import Found, Refused, Row, UnreadableFile, entry_row, night_row
from journal.serialization import SLEEP_NUMBERS

LARGEST = 64 << 20
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}
WHOLE = frozenset({"intensity", *SLEEP_NUMBERS})
MAPS = ("signs", "actions")
ANSWERS = ("day", "signs", "checks")
Line = dict[str, str]
Part = dict[str, Any]


def table_of(header: Iterable[str]) -> str | None:
    """The name of our own table with these columns; None for anyone else's."""
    given = tuple(header)
    return next((name for name, (columns, _) in TABLES.items() if columns == given), None)


def archived(file: IO[bytes]) -> dict[str, bytes] | None:
    """Our own tables in an archive, by name; None when it begins with a file of another kind. UnreadableFile."""
    file.seek(0)
    head = file.read(64)
    # The first header of a zip takes 30 bytes; the file's name follows.
    first = head[30:].decode("ascii", errors="replace")
    if not any(first.startswith(f"{name}.csv") for name in TABLES) or size_of_list(file)[0] != len(TABLES):
        return None
    try:
        with zipfile.ZipFile(file) as held:
            ours = {f"{name}.csv": name for name in TABLES}
            found = [one for one in held.infolist() if one.filename in ours]
            if sum(one.file_size for one in found) > LARGEST:
                raise UnreadableFile("too_large", "the file holds more than we take")
            return {ours[one.filename]: held.read(one) for one in found}
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, struct.error, OSError):
        raise UnreadableFile(
            "bad_zip", "the archive is damaged, locked or packed in a way we do not read"
        ) from None


def rows(tables: Mapping[str, bytes]) -> Found:
    """Each night of these tables as one row, then each entry."""
    lines = {name: list(_lines(name, body)) for name, body in tables.items()}
    nights: dict[str, Part] = defaultdict(dict)
    for name, take in TAKEN.items():
        for line in lines.get(name, ()):
            take(nights[line["date"]], line)
    entries = _entries(lines.get("entries", ()))
    return Found(len(nights) + len(entries), _rows(nights, entries))


def _rows(nights: Mapping[str, Part], entries: Iterable[Part]) -> Iterator[Row]:
    number = 0
    for number, (day, night) in enumerate(sorted(nights.items()), start=1):
        faults = night.pop("faults", None)
        yield Refused(number, faults) if faults else night_row(number, {"date": day, **night})
    for place, entry in enumerate(entries, start=number + 1):
        yield entry_row(place, entry)


def _lines(name: str, body: bytes) -> Iterator[Line]:
    """The lines of a table by column, each cell as it was said."""
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True)
        if table_of(reader.fieldnames or ()) != name:
            raise UnreadableFile("not_csv", f"{name}.csv has other columns than ours")
        for line in reader:
            yield {column: plain_text(line[column] or "") for column in TABLES[name][0]}
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFile("not_csv", "a line of the table cannot be read") from None


def _night(night: Part, line: Line) -> None:
    night |= {name: line[name] for name in ("timezone", "told_by", "recorded_at") if line[name]}
    night["note"] = line["note"]
    night["pain"] = _answer(line["pain"])


def _episode(night: Part, line: Line) -> None:
    episode: Part = {name: value for name, value in line.items() if value and name != "date"}
    for name in ("radiates", "returns"):
        if name in episode:
            episode[name] = _answer(episode[name])
    if "intensity" in episode:
        episode["intensity"] = _number(episode["intensity"])
    if "feel" in episode:
        episode["feel"] = _listed(episode["feel"])
    if "sites" in episode:
        episode["sites"] = [_place(text) for text in _listed(episode["sites"])]
    for name in MAPS:
        if name in episode:
            pairs = (pair.partition(": ") for pair in _listed(episode[name]))
            episode[name] = {item: _answer(value) for item, _, value in pairs}
    night.setdefault("episodes", []).append(episode)


def _sleep(night: Part, line: Line) -> None:
    said = {name: value for name, value in line.items() if value and name != "date"}
    night.setdefault("sleep", []).append(
        {name: _number(value) if name in WHOLE else value for name, value in said.items()}
    )


def _answered(night: Part, line: Line) -> None:
    group, item, value = line["group"], line["item"], _answer(line["value"])
    if group == "tips_tried":
        night.setdefault(group, []).append({"tip": item, "helped": value})
    elif group in ANSWERS:
        night.setdefault(group, {})[item] = value
    else:
        night["faults"] = [
            FieldFault("group", "unknown_word", f"not one of {', '.join(ANSWERS)}, tips_tried")
        ]


TAKEN: Mapping[str, Callable[[Part, Line], None]] = {
    "nights": _night,
    "episodes": _episode,
    "sleep": _sleep,
    "answers": _answered,
}


def _entries(lines: Iterable[Line]) -> list[Part]:
    """Each entry with all of its fields, one a line."""
    entries: dict[tuple[str, str], Part] = {}
    for line in lines:
        blank = {"kind": line["kind"], "key": line["key"], "data": {}, "edited_at": line["edited_at"]}
        entry = entries.setdefault((line["kind"], line["key"]), blank)
        entry["data"][line["field"]] = _typed(line)
    return list(entries.values())


def _typed(line: Line) -> Any:
    """A field's value in its own type: free text and words as they are."""
    kind, field, value = line["kind"], line["field"], line["value"]
    if kind == "peg" or (kind == "health" and line["key"] in ("birth_year", "weeks_of_trouble")):
        return _number(value) if value else None
    if field == "retired" or (kind == "health" and line["key"].startswith("who.")):
        return _answer(value)
    return value if value or field in ("label", "text") else None


def _listed(text: str) -> list[str]:
    return [] if text == NOTHING else text.split("; ")


def _place(text: str) -> Part:
    site, _, rest = text.partition(" ")
    side, _, intensity = rest.partition(" ")
    return {"site": site, "side": side} | ({"intensity": _number(intensity)} if intensity else {})


def _answer(text: str) -> Any:
    """Yes, no, nothing, or the word itself."""
    return YES_NO.get(text, text or None)


def _number(text: str) -> Any:
    """A whole number, or the text for the record to refuse."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else text
