"""Callers who send or read slowly hold up only themselves: everyone else is served before the slow ones end."""

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.site import Site, Visitor
from tests.sockets import callers, open_ones, request_of, status_of, unfinished

SLOW = 500
NO_PAIN = {"timezone": "Europe/London", "pain": False}
LARGE = "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js"
SOON = 3.0  # seconds within which a refusal comes; doubled here, where the whole suite shares the machine


def save(visitor: Visitor, day: str = "2026-11-20") -> requests.Response:
    return visitor.call("PUT", f"patients/me/nights/{day}", NO_PAIN)


def test_the_page_itself_passes_the_buffering(site: Site) -> None:
    answer = requests.get(f"{site.url}/", timeout=10)
    assert (answer.status_code, "<title>" in answer.text) == (200, True)


def test_five_hundred_slow_senders_are_passed_by_everyone_else(site: Site, robin: Visitor) -> None:
    token = f"X-Session-Token: {robin.token}"
    with callers(site, SLOW, unfinished(site, token)) as slow:
        statuses = [save(robin).status_code, requests.get(f"{site.url}/healthz", timeout=20).status_code]
        still = open_ones(slow)
    assert (statuses, still) == ([200, 200], SLOW)


def test_five_hundred_readers_who_read_nothing_are_passed_by_everyone_else(
    site: Site, robin: Visitor
) -> None:
    with callers(site, SLOW, request_of(site, "GET", LARGE)) as slow:
        statuses = [requests.get(f"{site.url}/healthz", timeout=20).status_code, save(robin).status_code]
        begun = SLOW - open_ones(slow)
        got = [one.recv(64)[:15] for one in slow[:5]]
    assert statuses == [200, 200]
    assert (begun > 0, got) == (True, [b"HTTP/1.1 200 OK"] * 5)


def test_source_maps_are_not_served(site: Site) -> None:
    statuses = [requests.get(f"{site.url}{LARGE}{ending}", timeout=20).status_code for ending in ("", ".map")]
    assert statuses == [200, 404]


@pytest.mark.parametrize("chunks", [b"zz\r\n", b'5\r\n{"a"XX', b"-1\r\n", b"ffffffffffffffffff\r\n"])
def test_chunks_that_are_none_are_the_callers_fault(site: Site, chunks: bytes) -> None:
    said = ("Content-Type: application/json", "Transfer-Encoding: chunked")
    asked = request_of(site, "POST", "/_allauth/app/v1/auth/login", *said, body=chunks)
    with callers(site, 1, asked) as (one,):
        one.shutdown(socket.SHUT_WR)
        assert status_of(one, patience=10) == 400


def test_a_large_body_is_refused_before_it_is_sent(site: Site) -> None:
    declared = request_of(
        site, "POST", "/healthz", "Content-Type: application/json", "Content-Length: 160000000"
    )
    with callers(site, 8, declared) as eight:
        assert [status_of(one, patience=10) for one in eight] == [413] * 8


@pytest.fixture
def locked(site: Site) -> Iterator[None]:
    """Another process holds the database's write lock."""
    record = Path(site.group.environment["VAR_DIR"]) / "stillnight.sqlite3"
    with closing(sqlite3.connect(record, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_busy_database_is_said_soon_and_holds_up_no_page(site: Site, robin: Visitor, locked: None) -> None:
    started = time.monotonic()
    refused = save(robin)
    took = time.monotonic() - started
    pages = [requests.get(f"{site.url}{path}", timeout=5).status_code for path in ("/healthz", "/", "/sw.js")]
    assert (refused.status_code, refused.json()["code"]) == (503, "database_busy")
    assert int(refused.headers["Retry-After"]) <= 3
    assert "nothing was" not in refused.text
    assert (pages, took < 2 * SOON) == ([200] * 3, True)


def test_signing_in_meets_the_same_answer(site: Site, locked: None) -> None:
    body = {"email": "patient@demo.test", "password": "stillnight-demo"}
    refused = requests.post(f"{site.url}/_allauth/app/v1/auth/login", json=body, timeout=20)
    assert (refused.status_code, refused.headers.get("Retry-After")) == (503, "2")
