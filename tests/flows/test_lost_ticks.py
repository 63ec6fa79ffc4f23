"""A broker that loses all it held: every mail still comes, and once, counted at a real mail server."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.delivery.sink import Sink
from tests.site import Site, eventually, mended

ROOT = Path(__file__).resolve().parents[2]
LETTERS, WEEKLY = 30, 10
QUEUE = "celery"
# A worker that lost its broker waits a little longer before each new attempt.
PATIENCE = 60.0
PAST_A_TICK = 6.0


@pytest.fixture
def broker(site: Site) -> Iterator[Redis]:
    path = site.group.environment["REDIS_URL"].removeprefix("redis+socket://")
    with Redis(unix_socket_path=path) as client:
        yield client


def put_down(site: Site, name: str) -> None:
    words = (sys.executable, "-m", "tests.flows.put_mail_down", name, str(LETTERS), str(WEEKLY))
    environment = {**site.group.environment, "PYTHONPATH": str(ROOT)}
    subprocess.run(words, env=environment, cwd=ROOT, check=True, timeout=60)


def pid(site: Site, name: str) -> int:
    process = site.group.program(name).process
    assert process is not None
    return process.pid


def taken(sink: Sink, name: str) -> Counter[str]:
    return Counter(to for to in sink.recipients if to.startswith(f"{name}."))


def each_once(name: str) -> dict[str, int]:
    letters = {f"{name}.letter{number}@example.com": 1 for number in range(LETTERS)}
    return letters | {f"{name}.reader{number}@example.com": 1 for number in range(WEEKLY)}


def all_came_once(sink: Sink, name: str) -> None:
    eventually(lambda: len(taken(sink, name)) == LETTERS + WEEKLY, PATIENCE)
    time.sleep(PAST_A_TICK)
    assert taken(sink, name) == each_once(name)


@pytest.mark.parametrize("loss", ["killed", pytest.param("flushed", marks=pytest.mark.full)])
def test_ticks_lost_while_they_wait_cost_time_and_no_mail(
    site: Site, sink: Sink, broker: Redis, loss: str
) -> None:
    os.kill(pid(site, "worker"), signal.SIGSTOP)
    try:
        put_down(site, loss)
        assert eventually(lambda: broker.llen(QUEUE)), "no tick waits"
        if loss == "flushed":
            broker.flushall()
        else:
            os.kill(pid(site, "broker"), signal.SIGKILL)
            assert eventually(lambda: not site.group.program("broker").running)
            assert eventually(lambda: mended(site.group))
        assert not taken(sink, loss)
    finally:
        os.kill(pid(site, "worker"), signal.SIGCONT)

    all_came_once(sink, loss)


@pytest.mark.database
def test_a_flush_in_the_middle_of_sending_doubles_nothing(site: Site, sink: Sink, broker: Redis) -> None:
    flushed: list[int] = []

    def flush_at_the_fifth() -> None:
        if not flushed and len(taken(sink, "midway")) == 5:
            broker.flushall()
            flushed.append(5)

    sink.before_answer = flush_at_the_fifth
    put_down(site, "midway")

    all_came_once(sink, "midway")
    assert flushed
