"""Faults that are put in on purpose: each must be caught, by the invariant whose letter stands beside it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction

from api import isolation, sync
from delivery.models import Message
from delivery.services import outcomes
from journal import queries
from journal.models import Change

taken, since = isolation._taken, queries.changes_since


def _answers_and_forgets(*arguments: Any) -> Any:
    with transaction.atomic():
        found = taken(*arguments)
        transaction.set_rollback(True)
    return found


def _writes_twice(patient: Any, batch: Any, now: Any) -> Any:
    found = taken(patient, batch, now)
    for row in Change.objects.filter(patient=patient, change_id__in=[one.change_id for one in batch]):
        last = Change.objects.filter(patient=patient).latest("seq").seq
        row.pk, row.change_id, row.seq = None, uuid.uuid4(), last + 1
        row.save()
    return found


def _sends_everybodys(patient: Any, seq: int, *, limit: int) -> list[Change]:
    return list(Change.objects.filter(seq__gt=seq, stands=True).order_by("seq")[:limit])


def _sends_no_notes(patient: Any, seq: int, *, limit: int) -> list[Change]:
    return [row for row in since(patient, seq, limit=limit) if row.kind != "night"]


def _sends_again(message: Message, mail: Any, *, now: datetime) -> None:
    soon = now + timedelta(minutes=5)
    Message.objects.filter(pk=message.pk).update(state=Message.State.RETRY, lease=None, due_at=soon)


# "forgetful disk" is the phone's: pwa/tests/simulation/disk.ts.
FAULTS: dict[str, tuple[str, Callable[[], AbstractContextManager[Any]]]] = {
    "acknowledged and forgotten": ("A", lambda: patch.object(isolation, "_taken", _answers_and_forgets)),
    "written twice": ("B", lambda: patch.object(isolation, "_taken", _writes_twice)),
    "forgetful disk": ("C", nullcontext),
    "everybody's changes": ("D", lambda: patch.object(queries, "changes_since", _sends_everybodys)),
    "mail that is sent is not marked": ("E", lambda: patch.object(outcomes, "mark_sent", _sends_again)),
    "no flags in the answer": ("S", lambda: patch.object(sync, "owners_flags", lambda patient: [])),
    "notes are not sent": ("V", lambda: patch.object(queries, "changes_since", _sends_no_notes)),
}
