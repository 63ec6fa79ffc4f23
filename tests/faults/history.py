"""What writers asked for and what they were answered, as it happened: the history that is judged."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

# `unknown`: no answer came, or one that does not say whether anything was kept.
Outcome = Literal["ok", "fail", "unknown"]
Kind = Literal["sync", "put", "read"]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. `mark` is a text that no other operation writes; `change` the id under which a phone sent it.

    `began` and `ended` are seconds on one clock; `status` is 0 where no answer came; `seen` are the patients of whom
    something was read.
    """

    patient: str
    kind: Kind
    mark: str
    began: float
    ended: float
    outcome: Outcome
    status: int = 0
    change: str = ""
    retry_after: bool = False
    seen: frozenset[str] = frozenset()

    @property
    def took(self) -> float:
        """Seconds."""
        return self.ended - self.began


@dataclass(slots=True)
class History:
    """Operations of all writers, in the order in which they ended."""

    operations: list[Operation] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, operation: Operation) -> None:
        """Write one down."""
        with self._lock:
            self.operations.append(operation)

    def __iter__(self) -> Iterator[Operation]:
        with self._lock:
            return iter(self.operations.copy())

    def kept(self) -> Iterator[Operation]:
        """The writes that were acknowledged."""
        return (one for one in self if one.outcome == "ok" and one.kind != "read")

    def recovered(self, since: float) -> float | None:
        """Seconds from `since` to the first success of a write that began after it; None while there is none."""
        ended = [one.ended for one in self.kept() if one.began >= since]
        return min(ended) - since if ended else None
