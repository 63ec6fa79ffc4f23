"""Fault isolation: a fault in one change of a batch neither fails the batch nor touches what others wrote."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

from accounts.models import Patient
from insights import services as insights
from journal.documents import InvalidRecord
from journal.edits import Edit
from journal.outcomes import Outcome

T = TypeVar("T")
log = logging.getLogger(__name__)
# The database itself is not to be had: no change is at fault, and the whole request is answered 503.
NOT_TO_BE_HAD = (OperationalError, InterfaceError)
# Where so many changes alone cannot be taken, no single one is at fault; the rest waits.
ENOUGH = 8


def apply_changes(*, patient: Patient, edits: Sequence[Edit], now: datetime) -> list[Outcome | None]:
    """An outcome for each edit, None where it could not be taken; what could is kept."""
    found: list[Outcome | None] = []
    waiting = [list(edits)] if edits else []
    failed = 0
    while waiting:
        batch = waiting.pop(0)
        taken = None if failed >= ENOUGH else _taken(patient, batch, now)
        if taken is not None:
            found += taken
        elif len(batch) == 1 or failed >= ENOUGH:
            failed += 1
            found += [None] * len(batch)
        else:
            # By halves: one bad change among hundreds costs a handful of transactions, not hundreds.
            half = len(batch) // 2
            # In front, because outcomes are told in the order of the edits.
            waiting[:0] = [batch[:half], batch[half:]]
    return found


def alone(work: Callable[[], T]) -> T | None:
    """What one change's work returns; None when it fails by a fault of ours. InvalidRecord is the change's own."""
    try:
        # Each try in a transaction of its own: after a fault PostgreSQL takes no further statement in the same one.
        with transaction.atomic():
            return work()
    except (InvalidRecord, *NOT_TO_BE_HAD):
        raise
    except Exception:
        log.exception("a change of a sync could not be taken")
        return None


def _taken(patient: Patient, batch: Sequence[Edit], now: datetime) -> list[Outcome] | None:
    return alone(lambda: insights.apply_changes(patient=patient, edits=batch, now=now))
