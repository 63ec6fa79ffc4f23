"""The document against the running server, by schemathesis: nothing crashes, and every answer is as it says."""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from drf_spectacular.generators import SchemaGenerator

from api.openapi.hooks import METHODS
from tests.cast import Caller, person

RUNNER = str(Path(sys.executable).parent / "schemathesis")
RULES = Path(__file__).with_name("schemathesis.toml")
SECONDS = {"sqlite": 150, "postgresql": 60}  # each caller's share of the full run; it is always spent
PATIENCE = 900
# A request that got no further than the sign-in says nothing of the route behind it.
AT_THE_DOOR = {400, 401, 403}


def run(url: str, folder: Path, *words: str, caller: Caller | None, record: Caller) -> str:
    """The findings, empty when there are none; every request and answer stands in `folder`/asked.ndjson."""
    call = [RUNNER, "--config-file", str(RULES), "run", f"{url}/api/v1/schema", "--mode", "all"]
    call += ["--header", "Host: testserver", "--request-timeout", "60", "--workers", "1", "--no-color"]
    call += ["--continue-on-failure", "--suppress-health-check", "all", "--generation-deterministic"]
    call += ["--report-ndjson-path", str(folder / "asked.ndjson"), *words]
    if caller is not None:
        call += ["--header", f"X-Session-Token: {caller.http.session.session_key}"]
    ids = {"PATIENT": "me", "RECORD": str(record.patient.pk)}
    done = subprocess.run(
        call, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, env={**os.environ, **ids}
    )
    return "" if done.returncode == 0 else done.stdout[-12_000:] + done.stderr[-2_000:]


def answers(folder: Path) -> dict[str, set[int]]:
    """The statuses each operation answered with."""
    found: dict[str, set[int]] = defaultdict(set)
    for recorder in _recorders(folder / "asked.ndjson"):
        for case, asked in recorder.get("interactions", {}).items():
            if asked["response"]:
                request = recorder["cases"][case]["value"]
                found[f"{request['method']} {request['path']}"].add(asked["response"]["status_code"])
    return found


def _recorders(report: Path) -> Iterator[Any]:
    for line in report.read_text().splitlines():
        event = json.loads(line)
        if "ScenarioFinished" in event:
            yield event["ScenarioFinished"]["recorder"]


def operations() -> set[str]:
    """All that the document names, as `GET /me`."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path in paths
        for method in paths[path].keys() & METHODS
    }


def share(found: set[str]) -> float:
    return len(operations() & found) / len(operations())


@pytest.fixture
def alice(transactional_db: None) -> Caller:
    return person("alice@example.com", name="Alice Fenwick")


@pytest.fixture
def tess(alice: Caller) -> Caller:
    return person("tess@example.com", name="Tess Okafor", therapist_of=alice)


@pytest.mark.timeout(PATIENCE)
def test_nearly_every_operation_answers_and_as_documented(
    live_server: Any, tmp_path: Path, alice: Caller, tess: Caller
) -> None:
    words = ("--phases", "fuzzing", "--max-examples", "2", "--no-shrink")
    findings = run(live_server.url, tmp_path, *words, caller=tess, record=alice)

    assert not findings, findings
    answered = answers(tmp_path)
    behind = {name for name, statuses in answered.items() if statuses - AT_THE_DOOR}
    well = {name for name, statuses in answered.items() if any(200 <= status < 300 for status in statuses)}
    assert share(behind) >= 0.9, sorted(operations() - behind)
    assert share(well) >= 0.55, sorted(operations() - well)


@pytest.mark.full
@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize("who", ["patient", "therapist", "nobody"])
def test_no_answer_is_a_crash_or_undocumented(
    live_server: Any, tmp_path: Path, alice: Caller, tess: Caller, who: str
) -> None:
    caller = {"patient": alice, "therapist": tess, "nobody": None}[who]
    words = ("--phases", "examples,coverage,fuzzing,stateful", "--max-time", str(SECONDS[connection.vendor]))
    findings = run(live_server.url, tmp_path, *words, caller=caller, record=alice)
    assert not findings, findings
