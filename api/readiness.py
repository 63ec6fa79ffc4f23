"""Whether everything works that people count on, tried and not assumed."""

import threading
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from base import broker
from delivery import services
from delivery.queries.health import DeliveryHealth, delivery_health

# Nine beats: one that is late raises no alarm.
HEARTBEAT_FRESH = 90.0  # seconds
KEPT = 1.0  # seconds for which a process gives the same answer, so that nobody makes it write by asking


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was tried; `found` is None when the database could not be read."""

    writable: bool
    broker: bool
    found: DeliveryHealth | None

    @property
    def worker(self) -> bool:
        """A worker did work lately."""
        age = self.found.heartbeat_age if self.found else None
        return age is not None and age < HEARTBEAT_FRESH

    @property
    def ready(self) -> bool:
        """All of it."""
        return self.writable and self.broker and self.worker


_last: tuple[float, Readiness] | None = None
# Whoever asks meanwhile waits for the one try, and makes none of their own.
_one = threading.Lock()


def readiness() -> Readiness:
    """Tried now, or less than `KEPT` seconds ago."""
    global _last
    with _one:
        if _last is None or time.monotonic() - _last[0] > KEPT:
            _last = time.monotonic(), _try(timezone.now())
        return _last[1]


def _try(now: datetime) -> Readiness:
    try:
        found = delivery_health(now)
        writable = services.probe(now=now)
    except DatabaseError:
        return Readiness(writable=False, broker=broker.answers(), found=None)
    return Readiness(writable, broker.answers(), found)
