"""`preview_mail` takes the pictures of a mail where there is a browser."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tools.browser import find

pytestmark = pytest.mark.browser


def test_pictures_are_taken_at_phone_width_light_and_dark(tmp_path: Path) -> None:
    assert find(), "this test needs a Chromium"
    call_command(
        "preview_mail", "--out", str(tmp_path), "--only", "weekly_summary-open.en", stdout=StringIO()
    )

    light, dark = (
        (tmp_path / f"weekly_summary-open.en.{scheme}.png").read_bytes() for scheme in ("light", "dark")
    )
    assert light != dark
    for png in (light, dark):
        width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
        assert width == 2 * 390
        assert height > 2 * 800
