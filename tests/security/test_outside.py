"""What somebody finds who walks round the site, its image and its pages."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Caller

ROOT = Path(__file__).parents[2]
PLACES = ("/", "/tonight", "/api/v1/me", "/_allauth/browser/v1/config", "/sw.js", "/admin/", "/healthz")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:9999"])
def test_no_other_origin_may_read(alice: Caller, origin: str) -> None:
    for path in PLACES:
        for answer in (
            alice.http.get(path, headers={"Origin": origin}),
            alice.http.options(path, headers={"Origin": origin}),
        ):
            answer.getvalue()
            assert [name for name in answer.headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize(
    "path", ["/static/", "/assets/", "/static/admin/", "/icons/", "/.git/config", "/.env", "/manage.py"]
)
def test_no_folder_is_listed(nobody: Client, path: str, db: None) -> None:
    """An address that is none of the server's is a screen of the app, whatever it looks like."""
    answer = nobody.get(path)
    page = answer.getvalue()
    assert answer.status_code == 404 or page == (settings.PWA_DIR / "index.html").read_bytes()


@pytest.mark.parametrize("name", ["DEBUG", "DJANGO_DEBUG", "STILLNIGHT_DEBUG"])
def test_no_setting_shows_faults(name: str, tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from config import settings; print(settings.DEBUG)"],
        env={**os.environ, name: "true", "VAR_DIR": str(tmp_path)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "False\n"


def test_the_image_holds_no_history_and_no_secret() -> None:
    left_out = set((ROOT / ".dockerignore").read_text().split())
    assert left_out >= {".git", ".env", "secrets", "var", ".venv", "pwa/node_modules"}


def test_a_field_for_a_password_hides_it() -> None:
    """Unless its owner asks to see it; and the browser's own helper may fill it."""
    fields = [
        (str(file.relative_to(ROOT)), field)
        for file in (ROOT / "pwa" / "src").rglob("*.svelte")
        for field in re.findall(r"<input[^>]*?(?:current|new)-password[^>]*>", file.read_text(), re.S)
    ]
    assert len(fields) >= 2
    assert [
        where
        for where, field in fields
        if not re.search(r"type=(\"password\"|\{visible \? 'text' : 'password'\})", field)
    ] == []
