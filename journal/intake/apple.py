"""Sleep out of an Apple Health export: XML of any length read as a stream, in a zip or bare."""

import re
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import IO, Any, Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from journal.intake.rows import UnreadableFile
from journal.progress import Progress, ProgressStream

SLEEP = "HKCategoryTypeIdentifierSleepAnalysis"
MARK = "HKCategoryValueSleepAnalysis"
WRITTEN = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)", re.ASCII)
CONTROLS = bytes(code for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))

PIECE = 1 << 20
LONGEST_MARKUP = 1 << 20  # one tag with all its attributes
LARGEST_XML = 2 << 30
MEMBERS = 20_000
LONGEST_LIST = 3 << 20  # bytes; a real export's takes some 150 a file
RATIO = 100  # real exports pack 15 to 40 to one
SMALL = 10 << 20


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch that one source recorded: `in_bed`, `asleep` or `awake`."""

    state: str
    start: datetime
    end: datetime
    source: str


class Source(Protocol):
    """What bytes are read from."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes."""
        ...


def segments(file: IO[bytes]) -> ProgressStream[list[Segment]]:
    """Every sleep segment in the file. UnreadableFile."""
    size = file.seek(0, 2)
    file.seek(0)
    packed = file.read(4) == b"PK\x03\x04"
    file.seek(0)
    return _from_zip(file) if packed else _from_xml(file, size)


def _from_zip(file: IO[bytes]) -> ProgressStream[list[Segment]]:
    # Before zipfile opens it, which reads the whole list into memory.
    members, listed = size_of_list(file)
    if members > MEMBERS or listed > LONGEST_LIST:
        raise UnreadableFile("too_many_files", "the archive holds too many files")
    try:
        with zipfile.ZipFile(file) as held:
            return (yield from _from_member(held))
    # zipfile raises all of these: RuntimeError for a password, struct.error for a list that is cut short.
    except (
        zipfile.BadZipFile,
        RuntimeError,
        EOFError,
        struct.error,
        OSError,
        ValueError,
    ) as fault:
        # It is a ValueError itself, and already says what is wrong.
        if isinstance(fault, UnreadableFile):
            raise
        raise UnreadableFile(
            "bad_zip", "the archive is damaged, locked or packed in a way we do not read"
        ) from None


def _from_member(held: zipfile.ZipFile) -> ProgressStream[list[Segment]]:
    found = [one for one in held.infolist() if one.filename.rpartition("/")[2].lower() == "export.xml"]
    if len(found) != 1:
        raise UnreadableFile("no_export", "the archive holds no export.xml, or more than one")
    info = found[0]
    if info.flag_bits & 1:
        raise UnreadableFile("locked", "the archive is locked with a password")
    if stat.S_ISLNK(info.external_attr >> 16) or {"", ".."} & set(info.filename.split("/")):
        raise UnreadableFile("bad_zip", "the archive holds links or paths that lead out of it")
    # What is small once unpacked may be packed as tightly as it likes.
    large = info.file_size > SMALL and info.file_size > RATIO * max(info.compress_size, 1)
    if large or info.file_size > LARGEST_XML:
        raise UnreadableFile("too_large", "the archive unpacks to more than we take")
    with held.open(info) as file:
        return (yield from _from_xml(file, info.file_size))


def size_of_list(file: IO[bytes]) -> tuple[int, int]:
    """How many files the archive says it holds, and in how many bytes it lists them, before the list is read."""
    file.seek(0, 2)
    # The record at the end takes 22 bytes, and the comment after it 65,535 at most.
    size = min(file.tell(), 66_000)
    file.seek(-size, 2)
    tail = file.read(size)
    file.seek(0)
    place = tail.rfind(b"PK\x05\x06")
    return struct.unpack_from("<HI", tail, place + 10) if 0 <= place <= len(tail) - 22 else (0, 0)


def _from_xml(file: Source, size: int) -> ProgressStream[list[Segment]]:
    told = _Listener()
    # The document type that Apple writes is taken out before: one that is still there is not Apple's.
    parser = DefusedXMLParser(target=told, forbid_dtd=True)
    try:
        for number, piece in enumerate(_clean(file)):
            yield Progress("reading", min(number * PIECE, size), size)
            parser.feed(piece)
        parser.close()
    except (ParseError, DefusedXmlException, LookupError, ValueError) as fault:
        if isinstance(fault, UnreadableFile):
            raise
        raise UnreadableFile("bad_xml", "the file is not the XML that Apple Health writes") from None
    if not told.health:
        raise UnreadableFile("not_health", "this is not an export of Apple Health")
    return told.found


def _clean(file: Source) -> Iterator[bytes]:
    """The XML without its document type, which real exports get wrong, and without control characters."""
    head = file.read(PIECE).translate(None, CONTROLS)
    yield _without_doctype(head, file)
    total = open_for = 0
    while piece := file.read(PIECE):
        total += len(piece)
        # The parser holds an unfinished tag whole: one that never ends would fill the memory.
        closed = piece.rfind(b">")
        open_for = open_for + len(piece) if closed < 0 else len(piece) - closed
        if open_for > LONGEST_MARKUP or total > LARGEST_XML:
            raise UnreadableFile("too_large", "the file holds more than we take")
        yield piece.translate(None, CONTROLS)


def _without_doctype(head: bytes, file: Source) -> bytes:
    start = head.find(b"<!DOCTYPE")
    if start < 0:
        return head
    subset, plain = head.find(b"[", start), head.find(b">", start)
    # An inline subset holds tags of its own, so that not every > ends the whole.
    inline = 0 <= subset < plain
    while (end := head.find(b"]>" if inline else b">", start)) < 0:
        more = file.read(PIECE)
        if not more or len(head) > 4 * PIECE:
            raise UnreadableFile("bad_xml", "the document type has no end")
        head += more.translate(None, CONTROLS)
    return head[:start] + head[end + (2 if inline else 1) :]


@dataclass
class _Listener:
    """Hears the XML go by and keeps the sleep."""

    found: list[Segment] = field(default_factory=list)
    health: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "HealthData":
            self.health = True
        elif tag == "Record" and attributes.get("type") == SLEEP and self.health:
            segment = _segment(attributes)
            if segment is not None:
                self.found.append(segment)

    def end(self, tag: str) -> None:
        """Nothing is kept between tags."""

    def data(self, text: str) -> None:
        """Sleep is told in attributes only."""

    def close(self) -> None:
        """Nothing is left open."""


def _segment(attributes: dict[str, Any]) -> Segment | None:
    value = attributes.get("value", "").removeprefix(MARK).lower()
    # Core, deep and REM sleep are all sleep: the Consensus Sleep Diary has no stages.
    state = (
        "in_bed"
        if value == "inbed"
        else "awake"
        if value == "awake"
        else "asleep"
        if value.startswith("asleep")
        else None
    )
    start, end = _instant(attributes.get("startDate", "")), _instant(attributes.get("endDate", ""))
    if state is None or start is None or end is None or not timedelta() < end - start < timedelta(hours=24):
        return None
    return Segment(state, start, end, attributes.get("sourceName", ""))


def _instant(text: str) -> datetime | None:
    found = WRITTEN.fullmatch(text)
    try:
        return datetime.fromisoformat("{}T{}{}:{}".format(*found.groups())) if found else None
    except ValueError:
        return None


def night_of(segment: Segment) -> date:
    """The local date of the evening it belongs to: the day turns at noon."""
    return (segment.start - timedelta(hours=12)).date()
