"""What became of a write to a diary."""

from dataclasses import dataclass

from journal.merge import Stamp
from journal.models import Night


class StaleVersion(Exception):
    """`If-Match` named a version that is no longer the night's; `version` is the one there, None for none."""

    def __init__(self, version: int | None) -> None:
        self.version = version
        super().__init__(f"the night is at version {version}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one edit of a batch, in the order sent."""

    change_id: str
    status: str
    version: int
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Applied:
    """A batch after it was written: an outcome for each edit, the nights it touched, the diary's revision."""

    outcomes: list[Outcome]
    nights: list[Night]
    revision: int
