"""A PostgreSQL that is frozen, or a table that is locked, behind a whole running site: everyone is told soon."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests

from config.embedded import postgres
from tests.site import Site, Visitor, eventually, running_site

pytestmark = pytest.mark.database
NO_PAIN = {"timezone": "Europe/London", "pain": False}
# A refusal comes within 3 seconds; as long again where the whole suite shares the machine.
SOON = 6.0


@dataclass(frozen=True, slots=True)
class Behind:
    """A site, someone signed in to it, and the address of its database."""

    site: Site
    robin: Visitor
    database: str


@pytest.fixture(scope="module")
def behind(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """The site of the flows where the tests run on PostgreSQL, else one of its own."""
    if "DATABASE_URL" in os.environ:
        site: Site = request.getfixturevalue("site")
        yield _signed_in(site)
        return
    folder = tmp_path_factory.mktemp("s")
    with (
        postgres.fresh_server() as address,
        running_site(folder, DATABASE_URL=address, SECRET_KEY="test-only") as site,
    ):
        yield _signed_in(site)


def _signed_in(site: Site) -> Behind:
    robin = site.sign_in("patient@demo.test", "stillnight-demo")
    return Behind(site, robin, site.group.environment["DATABASE_URL"])


def connect(behind: Behind) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(behind.database.replace("postgres://", "postgresql://"))


@contextmanager
def frozen(behind: Behind) -> Iterator[None]:
    """Every process of the server is stopped where it stands.

    Their parent is stopped first and let go last: meanwhile none is forked, and one that
    has ended keeps its id.
    """
    with connect(behind) as connection:
        main = _parent(connection.info.backend_pid)
    stopped = []
    try:
        for pid in _with_children(main):
            os.kill(pid, signal.SIGSTOP)
            stopped.append(pid)
        yield
    finally:
        for pid in reversed(stopped):
            os.kill(pid, signal.SIGCONT)


def _with_children(pid: int) -> Iterator[int]:
    yield pid
    yield from _children(pid)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])


def _children(pid: int) -> list[int]:
    """Processes of that parent, those that end meanwhile left out."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            if _parent(int(one.name)) == pid:
                found.append(int(one.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def save(behind: Behind, day: str) -> requests.Response:
    return behind.robin.call("PUT", f"patients/me/nights/{day}", NO_PAIN)


def refused_soon(answer: requests.Response) -> bool:
    """503 with when to ask again, in words that do not say what became of what was sent."""
    said = (answer.status_code, answer.json()["code"], "nothing was" in answer.text)
    assert said == (503, "database_busy", False), answer.text
    return int(answer.headers["Retry-After"]) <= 3 and answer.elapsed.total_seconds() < SOON


def pages(site: Site) -> list[int]:
    return [
        requests.get(f"{site.url}{path}", timeout=SOON).status_code for path in ("/healthz", "/", "/sw.js")
    ]


def test_a_frozen_server_is_given_up_soon_and_used_again_by_itself(behind: Behind) -> None:
    assert save(behind, "2026-11-20").status_code == 200

    with frozen(behind), ThreadPoolExecutor(6) as people:
        first = [people.submit(save, behind, f"2026-11-{day}") for day in (10, 11)]
        first += [people.submit(behind.robin.call, "GET", path) for path in ("me", "patients/me/nights")]
        assert pages(behind.site) == [200] * 3
        assert all(refused_soon(one.result()) for one in first)
        assert refused_soon(save(behind, "2026-11-12"))

    assert eventually(lambda: save(behind, "2026-11-12").status_code == 200)


@pytest.mark.parametrize("table", ["journal_night", "accounts_session"])
def test_a_locked_table_holds_up_nobody_long(behind: Behind, table: str) -> None:
    with connect(behind) as other:
        other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        started = time.monotonic()
        assert refused_soon(save(behind, "2026-11-13"))
        assert refused_soon(behind.robin.call("GET", "patients/me/nights"))
        assert pages(behind.site) == [200] * 3
        assert time.monotonic() - started < 3 * SOON
        other.rollback()

    assert eventually(lambda: save(behind, "2026-11-13").status_code == 200)
