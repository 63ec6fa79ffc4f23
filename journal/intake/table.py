"""A CSV on its way in: a row is a night or an episode, its columns taken for our fields as the person says."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from journal import vocabulary
from journal.documents import FieldFault, InvalidRecord, read
from journal.fields import DATE
from journal.intake.plan import counted_id
from journal.intake.rows import DatedNight, Found, NightRow, Refused, Row, Table, UnreadableFile

EPISODE_TEXTS = ("onset", "when", "dur", "copied_from", "note")
EPISODE_WORDS = (*EPISODE_TEXTS, "started_at", "intensity", "site", "side")
SLEEP_TIMES = ("into_bed_at", "tried_to_sleep_at", "final_awakening_at", "out_of_bed_at")
SLEEP_NUMBERS = ("minutes_to_fall_asleep", "awakenings", "minutes_awake", "quality", "refreshed")
YES, NO = frozenset({"yes", "y", "1", "true", "x"}), frozenset({"no", "n", "0", "false"})
NOON = time(12)
SAMPLE = 5
Cells = Mapping[str, str]


def fields() -> tuple[str, ...]:
    """Every field that a column may be taken for."""
    words = vocabulary.load()
    maps = [f"{group}.{item}" for group in ("day", "feel", "action") for item in words.ids(group)]
    return ("date", "pain", *EPISODE_WORDS, *SLEEP_TIMES, *SLEEP_NUMBERS, *maps)


def understand(body: bytes, mapping: Mapping[str, str] | None) -> Table:
    """The columns and what each is taken for: as `mapping` says, else by their names.

    UnreadableFile; InvalidRecord naming `map` for a mapping that does not fit.
    """
    header, lines = _lines(body)
    known = set(fields())
    taken = dict(mapping) if mapping is not None else {name: name for name in header if name in known}
    faults = [name for name in taken if name not in header] + [
        one for one in taken.values() if one not in known
    ]
    if faults or len(set(taken.values())) != len(taken):
        raise InvalidRecord(
            [FieldFault("map", "mapping", f"not a column or a field, or used twice: {faults[:5]}")]
        )
    if mapping is not None and "date" not in taken.values():
        raise InvalidRecord([FieldFault("map", "required", "one column must be the date")])
    sample = [line for line, _ in zip(lines, range(SAMPLE), strict=False)]
    return Table(header, taken, sample)


def header(body: bytes) -> list[str]:
    """The names of the columns. UnreadableFile."""
    return _lines(body)[0]


def rows(body: bytes, table: Table, zone: str) -> Found:
    """Rows of one date make one night; every row of a night with a wrong cell is refused with it.

    InvalidRecord where no column is the date.
    """
    if "date" not in table.fields.values():
        raise InvalidRecord([FieldFault("map", "required", "one column must be the date")])
    _, lines = _lines(body)
    nights: dict[str, list[tuple[int, Cells]]] = defaultdict(list)
    for number, line in enumerate(lines, start=1):
        # A line may be short: some programs leave its last empty cells out.
        named = dict(zip(table.columns, line, strict=False))
        cells = {to: named.get(column, "").strip() for column, to in table.fields.items()}
        nights[cells["date"]].append((number, cells))
    return Found(len(nights), (_night(day, held, zone) for day, held in nights.items()))


def _lines(body: bytes) -> tuple[list[str], Iterator[list[str]]]:
    try:
        text = body.decode("utf-8-sig")
        # Spreadsheets write semicolons where the comma is the decimal mark.
        dialect = csv.Sniffer().sniff(text[:4096], ",;\t") if text.strip() else csv.excel
        dialect.doublequote = True  # a guess from what is seen first would cut a note at its own quotes
    except (UnicodeDecodeError, csv.Error):
        dialect = csv.excel
        text = body.decode("utf-8-sig", errors="ignore") if _is_text(body) else ""
    lines = csv.reader(io.StringIO(text, newline=""), dialect)
    try:
        header = [name.strip() for name in next(lines)]
    except (StopIteration, csv.Error):
        raise UnreadableFile("not_csv", "the file is not a table in UTF-8") from None
    return header, _safely(lines)


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _safely(lines: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from (line for line in lines if any(line))
    except csv.Error:
        raise UnreadableFile("not_csv", "a line of the table cannot be read") from None


def _night(day: str, held: Sequence[tuple[int, Cells]], zone: str) -> Row:
    number = held[0][0]
    if not DATE.fullmatch(day):
        return Refused(number, [FieldFault("date", "date", "a date is written YYYY-MM-DD")])
    try:
        on = date.fromisoformat(day)
        raw = _document(on, [cells for _, cells in held], ZoneInfo(zone))
        return NightRow(number, read(DatedNight, raw), own_ids=False)
    # Before ValueError, which it is too: it names the field at fault.
    except InvalidRecord as error:
        return Refused(number, error.faults)
    except ValueError:
        return Refused(number, [FieldFault("date", "date", "there is no such day")])


def _document(on: date, held: Sequence[Cells], zone: ZoneInfo) -> dict[str, Any]:
    first = held[0]
    episodes = [_episode(on, place, cells, zone) for place, cells in enumerate(held)]
    told = [episode for episode in episodes if len(episode) > 1]
    sleep: dict[str, Any] = {name: _moment(name, first, on, zone) for name in SLEEP_TIMES}
    sleep |= {name: _whole(name, first) for name in SLEEP_NUMBERS}
    day = {name[4:]: _yes(name, value) for name, value in first.items() if name.startswith("day.") and value}
    pain = True if told else _yes("pain", first["pain"]) if first.get("pain") else None
    document = {"date": on.isoformat(), "pain": pain, "episodes": told, "day": day or None}
    return document | ({"sleep": [said]} if (said := _said(sleep)) else {})


def _episode(on: date, place: int, cells: Cells, zone: ZoneInfo) -> dict[str, Any]:
    """What the row says of an episode; only its id when it says nothing."""
    if cells.get("pain") and not _yes("pain", cells["pain"]):
        return {"id": counted_id(on, place)}
    feel = [
        name[5:] for name, value in cells.items() if name.startswith("feel.") and value and _yes(name, value)
    ]
    actions = {name[7:]: value for name, value in cells.items() if name.startswith("action.") and value}
    episode: dict[str, Any] = {name: cells.get(name) or None for name in EPISODE_TEXTS}
    episode |= {"intensity": _whole("intensity", cells)}
    episode |= {"started_at": _moment("started_at", cells, on, zone)}
    episode |= {"feel": feel or None, "actions": actions or None}
    if cells.get("site"):
        episode["sites"] = [{"site": cells["site"], "side": _side(cells)}]
    return {"id": counted_id(on, place), **_said(episode)}


def _side(cells: Cells) -> str:
    """The leg of the row's place: which one it was is never guessed."""
    if not (side := cells.get("side")):
        raise _cannot_read("side", "required", "a place needs its leg: left, right or both")
    return side


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _moment(name: str, cells: Cells, on: date, zone: ZoneInfo) -> str | None:
    """An instant as written, or a time of that night: from noon on that evening, before noon the next day."""
    text = cells.get(name, "")
    if not text or "T" in text:
        return text or None
    try:
        clock = time.fromisoformat(text)
    except ValueError:
        raise _cannot_read(name, "clock", "a time is written HH:MM") from None
    day = on if clock >= NOON else on + timedelta(days=1)
    return datetime.combine(day, clock.replace(tzinfo=None), tzinfo=zone).isoformat()


def _whole(name: str, cells: Cells) -> int | None:
    text = cells.get(name, "")
    if not text:
        return None
    # isdigit() alone also takes "²", which int() refuses.
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise _cannot_read(name, "not_a_whole_number", "a whole number is needed")
    return int(text)


def _yes(name: str, text: str) -> bool:
    if text.lower() in YES | NO:
        return text.lower() in YES
    raise _cannot_read(name, "yes_no", "this is neither yes nor no")


def _cannot_read(name: str, code: str, detail: str) -> InvalidRecord:
    return InvalidRecord([FieldFault(name, code, detail)])
