"""The paper opens its own fonts and nothing else on the machine."""

from pathlib import Path

import pytest

from care.report.fetching import only_these


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1/", "file:///etc/hostname#/DejaVuSans.ttf", "ftp://x/"]
)
def test_no_other_file_is_opened(address: str, tmp_path: Path) -> None:
    font = tmp_path / "font.ttf"
    font.write_bytes(b"a font")
    fetcher = only_these({font.as_uri()})
    assert fetcher.fetch(font.as_uri()).read() == b"a font"
    with pytest.raises(ValueError, match="opens no"):
        fetcher.fetch(address)
