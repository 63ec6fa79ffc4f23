"""A worker that is alive and deaf ends itself and is started again; a busy or idle one is left alone."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.embedded import broker
from config.supervisor import Group
from config.watchdog import Deafness
from tests.site import eventually

LOOKS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 3)), st.integers(0, 1), st.booleans()), max_size=60
)


@given(LOOKS)
def test_deaf_is_who_heard_nothing_for_the_whole_of_its_patience(
    looks: list[tuple[int | None, int, bool]],
) -> None:
    """Against the slow way: the last looks, all of them bad."""
    deafness, heard, bad = Deafness(5.0), -1.0, 0
    for second, (waiting, at_work, hears) in enumerate(looks):
        heard = second if hears else heard
        is_bad = bool(waiting) and not at_work and not (hears and bad)
        bad = bad + 1 if is_bad else 0
        said = deafness.look(now=float(second), waiting=waiting, at_work=at_work, heard=heard)
        assert said == (bad > 5)


@pytest.mark.timeout(120)
def test_a_worker_that_no_longer_listens_is_replaced(tmp_path: Path) -> None:
    path = broker.socket_path(tmp_path)
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path),
        "WORKER_DEAF_AFTER": "2",
    }
    group = Group({**os.environ, **settings, "REDIS_URL": broker.url(path)})
    try:
        group.start("broker", *broker.command(path))
        worker = group.start(
            "worker",
            "celery",
            "-A",
            "config.celery",
            "--quiet",
            "worker",
            "--concurrency",
            "1",
            "--loglevel",
            "ERROR",
        )
        control = _control(group.environment["REDIS_URL"])
        assert eventually(lambda: control.ping(timeout=1), 60)

        control.cancel_consumer("celery", reply=True, timeout=5)
        began = time.monotonic()
        control.app.send_task("journal.tidy")

        assert eventually(lambda: not worker.running, 30)
        group.tend()
        assert eventually(lambda: control.ping(timeout=1), 60)
        print(f"\ndeaf worker replaced after {time.monotonic() - began:.1f} s")
    finally:
        group.stop()


def _control(url: str) -> Any:
    from celery import Celery

    return Celery(broker=url).control
