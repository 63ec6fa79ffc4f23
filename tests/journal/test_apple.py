"""Apple Health files as Apple writes them, and as nobody should."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from insights.series.nights import sleep_minutes
from journal.intake import apple, files
from journal.intake.rows import NightRow, UnreadableFile
from journal.progress import run_to_end

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = b"""<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
]>
"""
BROKEN = DOCTYPE.replace(b"<!ATTLIST", b"<!ATTLIST HealthData\n <!ELEMENT")


def record(state: str, start: str, end: str, source: str = "Watch") -> bytes:
    kind = f"type='{apple.SLEEP}' sourceName='{source}' value='{apple.MARK}{state}'"
    return f"<Record {kind} startDate='{start} +0100' endDate='{end} +0100'/>\n".encode()


NIGHT = (
    record("InBed", "2026-11-20 22:30:00", "2026-11-21 06:50:00", "Phone")
    + record("InBed", "2026-11-20 22:30:00", "2026-11-21 06:50:00")
    + record("AsleepCore", "2026-11-20 23:00:00", "2026-11-21 02:00:00")
    + record("Awake", "2026-11-21 02:00:00", "2026-11-21 02:30:00")
    + record("AsleepREM", "2026-11-21 02:30:00", "2026-11-21 06:30:00")
    + b"<Record type='HKQuantityTypeIdentifierStepCount' value='9' startDate='x' endDate='y'/>"
)


def xml(inside: bytes = NIGHT, doctype: bytes = DOCTYPE) -> bytes:
    return HEAD + doctype + b"<HealthData locale='de_DE'>" + inside + b"</HealthData>"


def packed(*held: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in held:
            archive.writestr(name, content)
    return out.getvalue()


def read(body: bytes) -> list[Any]:
    return run_to_end(files.understand(io.BytesIO(body), zone="UTC")).rows


@pytest.mark.parametrize(
    "body",
    [
        xml(),
        xml(doctype=BROKEN),
        xml(doctype=b""),
        xml(NIGHT.replace(b"'Watch'", b"'Wa\x0btch'")),
        packed(("apple_health_export/export.xml", xml()), ("apple_health_export/export_cda.xml", b"<x/>")),
    ],
    ids=["inline dtd", "broken dtd", "no dtd", "control characters", "zip"],
)
def test_a_night_is_read_as_apple_writes_it(body: bytes) -> None:
    (row,) = read(body)
    assert isinstance(row, NightRow)
    night = row.night.model_dump(mode="json")
    assert night["date"] == "2026-11-20"
    assert (night["sleep"][0]["awakenings"], night["sleep"][0]["minutes_awake"]) == (1, 30)
    assert sleep_minutes(night) == 7 * 60


def test_two_devices_are_not_added_up() -> None:
    both = NIGHT + record("AsleepUnspecified", "2026-11-20 23:10:00", "2026-11-21 06:00:00", "Phone")
    (row,) = read(xml(both))
    assert sleep_minutes(row.night.model_dump(mode="json")) == 7 * 60


def test_a_nap_after_long_waking_is_a_sleep_of_its_own() -> None:
    nap = record("AsleepCore", "2026-11-21 09:00:00", "2026-11-21 10:00:00")
    (row,) = read(xml(NIGHT + nap))
    assert (len(row.night.sleep), row.night.date) == (2, date(2026, 11, 20))


BOMB = b"<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><HealthData>&b;</HealthData>"
OUTSIDE = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><HealthData>&a;</HealthData>"


@pytest.mark.parametrize(
    "body",
    [
        HEAD + BOMB,
        HEAD + b" " * apple.PIECE + BOMB,
        HEAD + OUTSIDE,
        HEAD + b"<!DOCTYPE HealthData [" + b"x" * 9_000_000,
        HEAD + b"<HealthData note='" + b"y" * 50_000_000 + b"'/>",
        HEAD + b"<other/>",
        HEAD + b"<HealthData>",
        xml()[:-20],
        packed(("notes.txt", b"x")),
        packed(("a/export.xml", xml()), ("b/export.xml", xml())),
        packed(("inner.zip", packed(("export.xml", xml())))),
        packed(("export.xml", xml(b" " * 30_000_000))),
        packed(("export.xml", xml()))[:-30],
        packed(("export.xml", xml()))[:60],
    ],
    ids=[
        "entities",
        "entities past the first piece",
        "entity from outside",
        "a document type without end",
        "an attribute of 50 MB",
        "another xml",
        "unclosed",
        "cut short",
        "no export",
        "two exports",
        "a zip in a zip",
        "a zip bomb",
        "a zip without its list",
        "half a zip",
    ],
)
def test_a_file_that_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableFile):
        read(body)


def test_a_locked_zip_is_refused() -> None:
    body = bytearray(packed(("export.xml", xml())))
    body[6] |= 1
    body[body.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile):
        read(bytes(body))


def test_an_archive_of_too_many_files_is_refused_unread() -> None:
    body = bytearray(packed(("export.xml", xml())))
    end = body.rfind(b"PK\x05\x06")
    body[end + 10 : end + 12] = (50_000).to_bytes(2, "little")
    with pytest.raises(UnreadableFile) as refused:
        read(bytes(body))
    assert refused.value.code == "too_many_files"


def test_depth_costs_nothing() -> None:
    (row,) = read(xml(b"<a>" * 200_000 + b"</a>" * 200_000 + NIGHT))
    assert isinstance(row, NightRow)
