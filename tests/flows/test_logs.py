"""What a whole site writes, every process of it, while a mail server refuses and quotes what it was given."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from aiosmtpd.controller import Controller

from tests import prepared
from tests.site import Site, Visitor, eventually, free_port

CANARY = "canarybird"
ADDRESS = f"{CANARY}.kim@example.com"
REQUEST = "0123456789abcdef0123456789abcdef"
WHOLE = 90.0  # seconds until a whole site is there, on a machine with much else to do


class Quoting:
    """A mail server that refuses every mail and quotes it."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        return f"554 refused for {envelope.rcpt_tos[0]}: {CANARY} {envelope.content[-60:]!r}".replace(
            "\r\n", " "
        )


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a site whose every line goes to one file, and the file."""
    folder = tmp_path_factory.mktemp("s")
    port, mail = free_port(), Controller(Quoting(), hostname="localhost", port=free_port())
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
        "PORT": str(port),
        "SITE_URL": f"http://localhost:{port}",
        "VAR_DIR": str(folder / "var"),
        "EMAIL_URL": f"smtp://localhost:{mail.port}",
        "LOG_LEVEL": "INFO",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    prepared.copy_to(folder / "var")
    mail.start()
    log = folder / "log"
    with log.open("wb") as lines:
        site = subprocess.Popen(
            [sys.executable, "-m", "config.run"], env=environment, stdout=lines, stderr=subprocess.STDOUT
        )
    try:
        assert eventually(lambda: "Stillnight is at" in log.read_text(), WHOLE), log.read_text()
        yield f"http://localhost:{port}", log
    finally:
        site.send_signal(signal.SIGINT)
        site.wait(30)
        mail.stop()


def sign_up(url: str) -> requests.Response:
    return requests.post(
        f"{url}/_allauth/app/v1/auth/signup",
        json={"email": ADDRESS, "password": f"{CANARY} sings at night"},
        headers={"X-Request-ID": REQUEST, "User-Agent": CANARY},
        timeout=30,
    )


def test_lines_are_joined_by_their_request_and_no_process_writes_down_what_was_said(
    said: tuple[str, Path],
) -> None:
    url, log = said
    answer = sign_up(url)
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (401, REQUEST)
    code = lives(Visitor(Site(url, None), signed_in(url)), url)  # type: ignore[arg-type]

    assert eventually(lambda: refused(log), WHOLE)

    assert f"request_id={REQUEST}" in refused(log)[0]
    assert "task=delivery.relay" in refused(log)[0]
    lines = log.read_text()
    assert {"sign_in", "visit_link", "visit"} <= set(re.findall(r"\] (\w+) +\[stillnight\.security\]", lines))
    assert [line for line in lines.splitlines() if CANARY in line.lower() or code in line] == []


def refused(log: Path) -> list[str]:
    """The worker's lines about mail that the server did not take."""
    return [line for line in log.read_text().splitlines() if "was refused: 554" in line]


def lives(robin: Visitor, url: str) -> str:
    """A night, a name, a wrong address, a code for a visit, which is returned."""
    day = (datetime.now(UTC) - timedelta(days=1)).date()
    night = {"timezone": "Europe/London", "pain": True, "note": f"{CANARY} cramps"}
    assert robin.call("PUT", f"patients/me/nights/{day}", night).status_code in (200, 412)
    assert robin.call("PATCH", "me", {"name": CANARY}).status_code == 200
    assert robin.call("GET", f"patients/{CANARY}@example.com/nights").status_code == 404
    code: str = robin.call("POST", "patients/me/visit-links", {}).json()["code"]
    requests.post(f"{url}/api/v1/visit", json={"code": code}, timeout=30)
    requests.get(f"{url}/api/v1/visit/{code}", timeout=30)
    return code


def signed_in(url: str) -> str:
    body = {"email": "patient@demo.test", "password": "stillnight-demo"}
    answer = requests.post(f"{url}/_allauth/app/v1/auth/login", json=body, timeout=30)
    token: str = answer.json()["meta"]["session_token"]
    return token
