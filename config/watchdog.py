"""A worker that is alive and deaf ends itself, so that whatever runs it starts it again.

After a broker that froze, a worker's connection can be whole and deliver nothing more. A worker is deaf when messages
wait at the broker, it works on none and has received none for `PATIENCE` seconds. A busy worker is not deaf, nor one
whose broker is away: then nothing can be said.
"""

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from celery import Celery
from celery.signals import task_received, worker_ready

PATIENCE = float(os.environ.get("WORKER_DEAF_AFTER", "20"))
LOOK = PATIENCE / 5
QUEUE = "celery"
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Deafness:
    """How long messages have waited while nothing was heard."""

    patience: float
    since: float | None = field(default=None)

    def look(self, *, now: float, waiting: int | None, at_work: int, heard: float) -> bool:
        """Whether the worker is deaf. Seconds of one clock; `waiting` is None when the broker does not say."""
        if not waiting or at_work or (self.since is not None and heard > self.since):
            self.since = None
        elif self.since is None:
            self.since = now
        return self.since is not None and now - self.since >= self.patience


def watch(app: Celery) -> None:
    """Have every worker of this app watch itself from the moment it is ready."""
    heard = [time.monotonic()]

    def hear(**about: Any) -> None:
        heard[0] = time.monotonic()

    def begin(**about: Any) -> None:
        threading.Thread(target=_watch, args=(app, heard), name="watchdog", daemon=True).start()

    # weak=False: signals hold their receivers weakly, and a function of this call would be gone at its end.
    task_received.connect(hear, weak=False)
    worker_ready.connect(begin, weak=False)


def _watch(app: Celery, heard: list[float]) -> None:
    from celery.worker import state

    deafness = Deafness(PATIENCE)
    while True:
        time.sleep(LOOK)
        now, waiting, at_work = time.monotonic(), _waiting(app), len(state.active_requests)
        if deafness.look(now=now, waiting=waiting, at_work=at_work, heard=heard[0]):
            log.error("%s messages wait and none is received: this worker ends, to be started again", waiting)
            # No orderly end: that would wait for the part that no longer listens.
            os.kill(os.getpid(), signal.SIGKILL)


def _waiting(app: Celery) -> int | None:
    """Messages at the broker, over a connection of its own; None when it does not say."""
    try:
        with app.connection_for_read(connect_timeout=2) as connection:
            channel: Any = connection.default_channel
            return int(channel.client.llen(QUEUE))
    except Exception:  # whatever keeps the broker from answering, the worker is not to blame
        return None
