"""The schema against the running server: every phase of schemathesis, as patient, as therapist, as nobody."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.cast import Caller, person

RUNNER = str(Path(sys.executable).parent / "schemathesis")
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
SECONDS = {"sqlite": 150, "postgresql": 60}  # each caller's share of the run; it is always spent
PATIENCE = 900


def run(url: str, token: str | None, seconds: int, folder: Path) -> str:
    """The findings, empty when there are none."""
    words = [RUNNER, "run", f"{url}/api/v1/schema", "--phases", "examples,coverage,fuzzing,stateful"]
    words += ["--mode", "all", "--checks", CHECKS, "--max-time", str(seconds), "--seed", "5", "--no-color"]
    words += ["--continue-on-failure", "--exclude-method", "TRACE", "--workers", "1"]
    words += ["--suppress-health-check", "all"]
    if token is not None:
        words += ["--header", f"X-Session-Token: {token}"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
    return "" if done.returncode == 0 else done.stdout[-12_000:] + done.stderr[-2_000:]


def token_of(caller: Caller) -> str:
    return str(caller.http.session.session_key)


@pytest.mark.full
@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("who", ["patient", "therapist", "nobody"])
def test_no_answer_is_a_crash_or_undocumented(
    transactional_db: None, live_server: Any, tmp_path: Path, who: str
) -> None:
    alice = person("alice@example.com", name="Alice Fenwick")
    tess = person("tess@example.com", name="Tess Okafor", therapist_of=alice)
    token = {"patient": token_of(alice), "therapist": token_of(tess), "nobody": None}[who]
    assert run(live_server.url, token, SECONDS[connection.vendor], tmp_path) == ""
