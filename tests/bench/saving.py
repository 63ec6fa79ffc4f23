"""Saving a night over HTTP against a bare handler on the same server and database; and how soon it is read."""

import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.results import Results, result
from tests.site import Site, Visitor, eventually, free_port, running_site

SAVES = 200
READINGS = 50
WARM_UP = 20


def measure() -> Results:
    """Both figures, from one site with the demo people."""
    with tempfile.TemporaryDirectory(prefix="sn-") as folder, running_site(Path(folder)) as site:
        robin = site.sign_in("patient@demo.test", "stillnight-demo")
        with bare_handler(site) as floor_port:
            saving = _saving(site, robin, floor_port)
        return {"save a night": saving, "save to insight": _freshness(robin)}


def _saving(site: Site, robin: Visitor, floor_port: int) -> Any:
    """In turn, so that a change of the machine's speed falls on both."""
    ours, floor = [], []
    route = HTTPConnection("127.0.0.1", int(site.url.rpartition(":")[2]))
    bare = HTTPConnection("127.0.0.1", floor_port)
    headers = {"Content-Type": "application/json", "X-Session-Token": robin.token}
    for turn in range(SAVES + WARM_UP):
        path = f"/api/v1/patients/me/nights/{_day(turn % 7)}"
        body = json.dumps(_night(turn)).encode()
        took = _timed(route, "PUT", path, body, headers)
        least = _timed(bare, "POST", "/", body, headers)
        if turn >= WARM_UP:
            ours.append(took)
            floor.append(least)
    detail = {
        "ours_ms": round(1000 * median(ours), 2),
        "floor_ms": round(1000 * median(floor), 2),
        "saves": SAVES,
    }
    return result(median(ours) / median(floor), "x floor", "bare WSGI insert (target 4)", **detail)


def _freshness(robin: Visitor) -> Any:
    waits = []
    for turn in range(READINGS):
        before = robin.get("patients/me/insights")["computed_at"]
        start = time.perf_counter()
        robin.call("PUT", f"patients/me/nights/{_day(turn % 7)}", _night(turn)).raise_for_status()
        fresh = eventually(partial(_newer, robin, before))
        waits.append(time.perf_counter() - start if fresh else float("inf"))
    return result(
        median(waits), "s, median", "3 s median, 10 s worst", worst=round(max(waits), 2), saves=READINGS
    )


def _newer(robin: Visitor, before: str | None) -> bool:
    return bool(robin.get("patients/me/insights")["computed_at"] != before)


@contextmanager
def bare_handler(site: Site) -> Iterator[int]:
    """The least a server can do: the same granian, the same database, one insert in one transaction."""
    port = free_port()
    words = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port)]
    words += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "tests.bench.bare:application"]
    environment = {**site.group.environment, "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen(words, env=environment)
    try:
        eventually(lambda: _listens(port))
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _timed(connection: HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]) -> float:
    start = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    took = time.perf_counter() - start
    if answer.status != 200:
        raise RuntimeError(f"{method} {path} answered {answer.status}: {said[:300]!r}")
    return took


def _listens(port: int) -> bool:
    try:
        HTTPConnection("127.0.0.1", port, timeout=1).connect()
    except OSError:
        return False
    return True


def _day(ago: int) -> str:
    return (datetime.now(UTC) - timedelta(days=1 + ago)).date().isoformat()


def _night(turn: int) -> dict[str, Any]:
    """A usual painful night of the past week, said a little differently each time."""
    return {
        "timezone": "Europe/London",
        "pain": True,
        "episodes": [
            {
                "id": str(uuid.UUID(int=turn % 7, version=4)),
                "intensity": turn % 11,
                "onset": "back",
                "when": "woken",
                "dur": "lt10m",
                "feel": ["cramping"],
                "sites": [{"site": "calf", "side": "left"}],
                "signs": {"knot": True},
                "actions": {"stretch": "helped"},
            }
        ],
        "sleep": {"awakenings": turn % 5, "minutes_awake": 20, "quality": 3},
        "day": {"longsit": turn % 2 == 0},
        "checks": {"strip.swelling": False, "strip.limb": False, "strip.breath": False, "strip.nerve": False},
    }
