"""How large a request may be, how slow its sender and its reader, and how much of both is kept at a time."""

import re
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

KB, MB = 1 << 10, 1 << 20
PIECE = 128 * KB
FREE = 64 * KB  # of each body and each answer: kept whatever the budget, so that a save always finds room

DEFAULT_BODY = MB
LARGE_BODIES = {r"/api/v1/patients/[^/]+/import": 160 * MB}
PROGRESS = "application/x-ndjson"
# Served without the database, by threads of their own: the app's files and pages, and whether the process lives.
WITH_DATABASE = ("/api/", "/_allauth/", "/admin", "/dev/", "/readyz", "/metrics")

# Whether the process lives is answered ahead of everybody who waits for a file.
HEALTH = "/healthz"


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds. A body or an answer has `patience` and one second more for each `slowest` bytes that moved."""

    patience: float = 20.0
    slowest: int = 16 * KB
    place: float = 0.9  # until a worker is free; with the database's own deadline less than 3 s together
    silent_reader: float = 60.0  # of a progress stream

    def seconds(self, moved: int) -> float:
        """How long a transfer that has moved so many bytes may have taken."""
        return self.patience + moved / self.slowest


def largest_body(path: str, *, signed_in: bool) -> int:
    """How many bytes a body for `path` may have; the large routes only for whoever presents a session."""
    large = (size for route, size in LARGE_BODIES.items() if re.fullmatch(route, path))
    return next(large, DEFAULT_BODY) if signed_in else DEFAULT_BODY


def needs_database(method: str, path: str) -> bool:
    """Whether the request is one for the few that work; everything else is a file or a page."""
    return method not in ("GET", "HEAD") or path.startswith(WITH_DATABASE)


def asks_for_progress(headers: Mapping[str, str]) -> bool:
    """Whether the caller would be told how it goes, a line at a time."""
    return PROGRESS in headers.get("accept", "")


class SpoolFull(Exception):
    """As much is kept as there may be."""


class SpoolBudget:
    """How many bytes of bodies and answers this process keeps at a time."""

    def __init__(self, total: int = 512 * MB) -> None:
        # A lock of threads: worker threads keep answers while the event loop keeps bodies.
        self._total, self._taken, self._lock = total, 0, threading.Lock()

    def take(self, size: int) -> None:
        """Reserve so many; SpoolFull."""
        with self._lock:
            if self._taken + size > self._total:
                raise SpoolFull
            self._taken += size

    def give_back(self, size: int) -> None:
        """Free so many."""
        with self._lock:
            self._taken -= size


class Spool:
    """A body or an answer: in memory while it is small, then on disk. Closing it gives its bytes back."""

    def __init__(self, budget: SpoolBudget) -> None:
        self._budget, self._counted, self.size = budget, 0, 0
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(FREE)  # noqa: SIM115  closed by `close`

    def write(self, piece: bytes) -> None:
        """Keep a piece; SpoolFull."""
        # Reserved before it is written, so that everybody together never fills the disk.
        counted = max(0, self.size + len(piece) - FREE)
        self._budget.take(counted - self._counted)
        self._counted = counted
        self.size += self.file.write(piece)

    def close(self) -> None:
        """Forget it; repeatable."""
        self.file.close()
        self._budget.give_back(self._counted)
        self._counted = 0
