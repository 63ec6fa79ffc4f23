"""Every kind of file that may be brought along is known by its beginning, read, and offered by the phone."""

import io
import re
from pathlib import Path

import pytest

from journal.intake.files import READERS, Read, Reader, understand
from journal.intake.rows import NightRow
from journal.progress import run_to_end

ROOT = Path(__file__).resolve().parents[2]
SLEPT = (
    '<HealthData><Record type="HKCategoryTypeIdentifierSleepAnalysis" sourceName="Watch" '
    'startDate="2026-11-20 23:00:00 +0000" endDate="2026-11-21 06:00:00 +0000" '
    'value="HKCategoryValueSleepAnalysisAsleepCore"/></HealthData>'
)
# A night of 20 November as each kind says it.
EXAMPLES = {
    "apple_health": SLEPT,
    "json": '{"date": "2026-11-20", "pain": false}',
}


def taken(text: str) -> Read:
    return run_to_end(understand(io.BytesIO(text.encode()), zone="UTC"))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.kind)
def test_a_reader_reads_its_example(reader: Reader) -> None:
    read = taken(EXAMPLES[reader.kind])

    [night] = read.rows
    assert read.kind == reader.kind
    assert isinstance(night, NightRow)
    assert str(night.night.date) == "2026-11-20"


def test_what_no_reader_knows_is_a_table() -> None:
    assert taken("Date,Pain\n2026-11-20,3\n").kind == "csv"


def test_the_phone_offers_the_files_that_are_read() -> None:
    page = (ROOT / "pwa/src/routes/import/ImportPage.svelte").read_text(encoding="utf-8")
    [accepted] = re.findall(r'accept="([^"]*)"', page)
    assert set(accepted.split(",")) == {".csv", *(suffix for one in READERS for suffix in one.suffixes)}
