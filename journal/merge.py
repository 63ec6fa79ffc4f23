"""Last write wins: of two edits of one unit the later is kept, then that of the larger device id, on every device.

A unit is the smallest thing a person edits at once (one episode, one sleep record, one answer). The order in
which edits arrive decides nothing, so any order, repetition or split of the same edits gives the same record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# All three are smaller than any id of a phone: at the same instant what a phone wrote stands.
SERVER = "00000000-0000-0000-0000-000000000000"
IMPORT = "00000000-0000-0000-0000-000000000001"
QUIET = "00000000-0000-0000-0000-000000000002"
OURS = frozenset({SERVER, IMPORT, QUIET})  # no phone may call itself so
TICK = timedelta(milliseconds=1)  # what every device can tell apart


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
        return Stamp(other.edited_at + TICK, self.device)


def stamp(*, edited_at: datetime, device: str, now: datetime, sent_at: datetime | None = None) -> Stamp:
    """The stamp an edit keeps for good, set once at first receipt.

    With `sent_at` (the phone's clock when it sent) a wrong clock is corrected by its own error; without it the
    phone's word is taken. Never later than `now`, so that no phone can write in the future.
    """
    return stamps([edited_at], device=device, now=now, sent_at=sent_at)[0]


def stamps(
    edited_at: Sequence[datetime], *, device: str, now: datetime, sent_at: datetime | None = None
) -> list[Stamp]:
    """`stamp` for the edits one device sent together: those that would lie ahead keep their order up to `now`."""
    shift = now - sent_at if sent_at is not None else timedelta()
    claimed = [tick(moment + shift) for moment in edited_at]
    ahead = sorted((moment, place) for place, moment in enumerate(claimed) if moment > now)
    for back, (_, place) in enumerate(reversed(ahead)):
        claimed[place] = tick(now) - back * TICK
    return [Stamp(moment, device) for moment in claimed]


def tick(moment: datetime) -> datetime:
    """The moment in UTC, to the millisecond that every device keeps."""
    # Cut, not rounded: no stamp may lie later than the moment it stands for.
    return moment.astimezone(UTC).replace(microsecond=moment.microsecond // 1000 * 1000)
