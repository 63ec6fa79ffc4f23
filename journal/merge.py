"""Who wins when one unit was edited twice: the later edit, then the larger device id, on every device.

A unit is the smallest thing a person edits at once (one episode, one sleep record, one answer). The order in
which edits arrive decides nothing, so any order, repetition or split of the same edits gives the same record.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SERVER = "00000000-0000-0000-0000-000000000000"
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """When a unit was edited, by the clock the server agreed to, and on which device."""

    edited_at: datetime
    device: str

    def beats(self, other: "Stamp | None") -> bool:
        """Whether this edit stands against `other`; an edit never beats itself."""
        return other is None or self > other

    def after(self, other: "Stamp | None") -> "Stamp":
        """This edit, moved just behind `other` where the clock did not tell them apart."""
        if other is None or self.edited_at > other.edited_at:
            return self
        return Stamp(other.edited_at + INSTANT, self.device)


def stamp(*, edited_at: datetime, device: str, now: datetime, sent_at: datetime | None = None) -> Stamp:
    """The stamp an edit keeps for good, set once at first receipt.

    With `sent_at` (the phone's clock when it sent) a wrong clock is corrected by its own error; without it the
    phone's word is taken. Never later than `now`, so that no phone can write in the future.
    """
    claimed = edited_at + (now - sent_at) if sent_at is not None else edited_at
    return Stamp(min(claimed, now).astimezone(UTC), device)
