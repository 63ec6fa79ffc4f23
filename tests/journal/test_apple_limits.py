"""Files made to hurt: none takes more memory than the site has to spare, however large it says or shows it is."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from journal.intake.rows import UnreadableFile
from tests.journal.apple_stream import outcome
from tests.journal.test_apple import HEAD, NIGHT, packed, read, xml

MOST = 200  # MB of memory, of the whole process


def measured(words: str) -> dict[str, Any]:
    """What became of it, and the most memory it took in MB, in a process of its own."""
    command = [sys.executable, "-m", "tests.journal.apple_stream", words]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def deep_zip(levels: int) -> io.BytesIO:
    """A zip in a zip in a zip, the innermost as long as packing allows."""
    inner = packed(("export.xml", xml(b" " * 40_000_000)))
    for _ in range(levels):
        inner = packed(("export.xml", inner))
    return io.BytesIO(inner)


def bomb() -> io.BytesIO:
    """Two hundred megabytes of nothing in two hundred kilobytes."""
    return io.BytesIO(packed(("export.xml", xml(b" " * 200_000_000))))


def crowd(count: int) -> io.BytesIO:
    """So many files beside the one that counts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("export.xml", xml())
        for number in range(count):
            archive.writestr(f"{number}", b"")
    return out


def quadratic() -> io.BytesIO:
    """One long entity, named many times."""
    entity = b"<!DOCTYPE x [<!ENTITY a '" + b"x" * 100_000 + b"'>]>"
    return io.BytesIO(HEAD + entity + b"<HealthData>" + b"&a;" * 100_000 + b"</HealthData>")


def deep(levels: int) -> io.BytesIO:
    """Elements in elements."""
    return io.BytesIO(xml(b"<a>" * levels + b"</a>" * levels + NIGHT))


def wide(size: int) -> io.BytesIO:
    """One attribute of that length."""
    return io.BytesIO(HEAD + b"<HealthData note='" + b"y" * size + b"'/>")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda: crowd(100_000), "too_many_files"),
        (quadratic, "bad_xml"),
        (lambda: deep(200_000), 5),
        (lambda: wide(50_000_000), "too_large"),
        (bomb, "too_large"),
    ],
    ids=["100,000 files", "quadratic", "200,000 deep", "an attribute of 50 MB", "bomb"],
)
def test_b30_b31_no_file_takes_the_memory_of_the_site(
    tmp_path: Path, make: Callable[[], io.BytesIO], told: Any
) -> None:
    path = tmp_path / "file"
    path.write_bytes(make().getvalue())
    found = measured(str(path))
    assert (found["told"], found["peak"] < MOST) == (told, True), found


@pytest.mark.parametrize(
    ("size", "told"),
    [(100_000_000, 1), pytest.param((2 << 30) + (64 << 20), "too_large", marks=pytest.mark.full)],
)
def test_b31_a_long_file_is_read_as_a_stream(size: int, told: Any) -> None:
    found = measured(str(size))
    assert (found["told"], found["peak"] < MOST) == (told, True), found


def test_b30_a_zip_in_a_zip_is_refused() -> None:
    assert outcome(deep_zip(3)) in ("too_large", "bad_xml")


@pytest.mark.parametrize("name", ["../export.xml", "/export.xml", "a/../../export.xml", "a//export.xml"])
def test_b30_a_path_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile):
        read(packed((name, xml())))


def test_b30_a_link_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("export.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, xml())
    with pytest.raises(UnreadableFile):
        read(out.getvalue())


def test_b30_a_list_longer_than_its_count_is_refused_unread() -> None:
    body = bytearray(crowd(70_000).getvalue())
    end = body.rfind(b"PK\x05\x06")
    body[end + 8 : end + 12] = (1).to_bytes(2, "little") * 2
    assert outcome(io.BytesIO(bytes(body))) == "too_many_files"


def test_b30_an_archive_of_a_usual_phone_is_taken() -> None:
    assert outcome(crowd(5_000)) == 5
