"""Asks a worker for a background job without making anyone wait.

A request only sets a flag. One thread a process publishes it; a broker that is gone or frozen holds up that
thread and nobody else. A lost nudge costs one tick of the timetable, never data.
"""

import logging
import threading
import time

from base import tracing

PAUSE = 0.2  # seconds between nudges: many saves in a row need one reading, not one each
log = logging.getLogger(__name__)


class Nudge:
    """Coalesces nudges: however often a task is asked for while a message is on its way, one more follows.

    The task's lines carry the id of the request that asked last.
    """

    def __init__(self) -> None:
        self._due: dict[str, str] = {}
        self._asked = threading.Condition()
        self._thread: threading.Thread | None = None

    def send(self, task: str) -> None:
        """Ask for `task` soon; returns at once, whatever state the broker is in."""
        with self._asked:
            self._due[task] = tracing.request_id()
            # On first use, in the process that uses it: threads do not survive the fork of a worker.
            if self._thread is None or not self._thread.is_alive():
                # A daemon: a process that is told to end does not wait for a broker that is away.
                self._thread = threading.Thread(target=self._publish_for_ever, name="nudge", daemon=True)
                self._thread.start()
            self._asked.notify()

    def _publish_for_ever(self) -> None:
        while True:
            with self._asked:
                while not self._due:
                    self._asked.wait()
                tasks, self._due = self._due, {}
            # Without the lock, or a frozen broker would hold up every request that asks for a task.
            for task, request_id in tasks.items():
                self._publish(task, request_id)
            time.sleep(PAUSE)

    @staticmethod
    def _publish(task: str, request_id: str = "") -> None:
        from base.celery import app

        try:
            # Not tried again: the timetable asks in a few seconds anyway, and the thread would be held meanwhile.
            app.send_task(task, retry=False, headers={"request_id": request_id})
        except Exception as fault:  # the tick will do the work; nothing here may reach a request
            log.warning("nudge %s not delivered: %s", task, type(fault).__name__)


send = Nudge().send
