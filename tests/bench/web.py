"""How soon others are served beside five hundred slow readers and senders, and while the database is locked."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import requests

from tests.bench.results import Results, result
from tests.site import Site, Visitor, running_site
from tests.sockets import callers, request_of, unfinished

SLOW = 500
ROUNDS = 5
LARGE = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"


def measure() -> Results:
    """The worst of a few tries each."""
    with tempfile.TemporaryDirectory(prefix="sn-") as folder, running_site(Path(folder)) as site:
        robin = site.sign_in("patient@demo.test", "stillnight-demo")
        with ExitStack() as slow:
            slow.enter_context(callers(site, SLOW, unfinished(site, f"X-Session-Token: {robin.token}")))
            slow.enter_context(callers(site, SLOW, request_of(site, "GET", LARGE)))
            health = _worst(lambda: _health(site), 200)
            save = _worst(lambda: _save(robin), 200)
        with _locked(Path(folder)):
            refused = _worst(lambda: _save(robin), 503)
    crowd = {"slow_senders": SLOW, "slow_readers": SLOW}
    return {
        "health beside slow callers": result(health, "s, worst", "1 s", **crowd),
        "save beside slow callers": result(save, "s, worst", "2 s", **crowd),
        "503 of a locked database": result(refused, "s, worst", "3 s"),
    }


def _worst(ask: Callable[[], requests.Response], expected: int) -> float:
    took = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - started)
        if answer.status_code != expected:
            raise RuntimeError(f"answered {answer.status_code}: {answer.text[:200]}")
    return max(took)


def _health(site: Site) -> requests.Response:
    return requests.get(f"{site.url}/healthz", timeout=60)


def _save(robin: Visitor) -> requests.Response:
    return robin.call("PUT", "patients/me/nights/2026-11-20", {"timezone": "Europe/London", "pain": False})


def _locked(folder: Path) -> "closing[sqlite3.Connection]":
    other = sqlite3.connect(folder / "stillnight.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return closing(other)
