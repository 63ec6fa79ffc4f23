"""How long what was broken takes to work again, under the supervisor of `make run`.

A web process works again with the next save, everything behind it with the reading that follows a save.
"""

import os
import signal
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests
from celery import Celery

from config.embedded.postgres import fresh_server
from tests.bench.results import Results, result
from tests.flows.test_frozen_database import Behind, frozen
from tests.flows.test_save_to_insight import computed_at
from tests.site import Site, Visitor, running_site

PATIENCE = 180.0
AT_REST = 5.0  # seconds
TEND_EVERY = 1.0  # seconds, as `make run` does
PEOPLE = ("patient@demo.test", "stillnight-demo")


def measure() -> Results:
    """Seconds from the end of the fault, a kill or a thaw, on a PostgreSQL of its own."""
    with (
        tempfile.TemporaryDirectory(prefix="sn-") as folder,
        fresh_server() as address,
        running_site(Path(folder), DATABASE_URL=address, SECRET_KEY="bench-only") as site,
        tended(site),
    ):
        robin = site.sign_in(*PEOPLE)
        behind = Behind(site, robin, address)
        faults: dict[str, tuple[Callable[[], None], Callable[[Visitor], None], str]] = {
            "web worker killed": (lambda: kill_web_worker(site), saves, "5 s"),
            "database frozen 10 s": (lambda: freeze(behind), saves, "30 s"),
            "broker killed": (lambda: kill(site, "broker"), reading_follows, "30 s"),
            "worker killed": (lambda: kill(site, "worker"), reading_follows, "60 s"),
            "worker deaf": (lambda: deafen(site), reading_follows, "60 s"),
        }
        found = {
            name: (recovered(robin, fault, works), goal) for name, (fault, works, goal) in faults.items()
        }
    return {f"{name}, works again": result(took, "s", goal) for name, (took, goal) in found.items()}


@contextmanager
def tended(site: Site) -> Iterator[None]:
    """What falls is started again, as `make run` does."""
    over = threading.Event()

    def tend() -> None:
        while not over.wait(TEND_EVERY):
            site.group.tend()

    tending = threading.Thread(target=tend)
    tending.start()
    try:
        yield
    finally:
        over.set()
        tending.join()


def recovered(robin: Visitor, fault: Callable[[], None], works: Callable[[Visitor], None]) -> float:
    """Seconds from the fault's end until it works; nothing waits when it begins."""
    reading_follows(robin)
    at_rest(robin)
    fault()
    began = time.perf_counter()
    works(robin)
    return time.perf_counter() - began


def kill(site: Site, name: str) -> None:
    """A program at once."""
    process = site.group.program(name).process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)


def kill_web_worker(site: Site) -> None:
    """The process that serves, not the one that looks after it."""
    main = site.group.program("web").process
    assert main is not None
    for worker in Path(f"/proc/{main.pid}/task/{main.pid}/children").read_text().split():
        os.kill(int(worker), signal.SIGKILL)


def freeze(behind: Behind) -> None:
    """The database server stands still for ten seconds."""
    with frozen(behind):
        time.sleep(10)


def deafen(site: Site) -> None:
    """The worker lives and listens to nothing."""
    control: Any = Celery(broker=site.group.environment["REDIS_URL"]).control
    control.cancel_consumer("celery", reply=True, timeout=5)


def saves(robin: Visitor) -> None:
    """Until a save is answered."""
    until(lambda: save(robin))


def reading_follows(robin: Visitor) -> None:
    """Until a save was answered and its reading is there."""
    before = computed_at(robin)
    saves(robin)
    until(lambda: computed_at(robin) != before)


def at_rest(robin: Visitor) -> None:
    """Until no further reading has come for a while."""
    last = None
    while (now := computed_at(robin)) != last:
        last = now
        time.sleep(AT_REST)


def save(robin: Visitor) -> bool:
    day = (datetime.now(UTC) - timedelta(days=1)).date()
    episode = {"id": str(uuid.uuid4()), "intensity": 5, "feel": ["cramping"]}
    return robin.call("PATCH", f"patients/me/nights/{day}", {"episodes": [episode]}).status_code == 200


def until(works: Callable[[], bool]) -> None:
    """TimeoutError after three minutes."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            if works():
                return
        except (requests.RequestException, ValueError, KeyError):
            pass
        time.sleep(0.1)
    raise TimeoutError("it does not work again")
