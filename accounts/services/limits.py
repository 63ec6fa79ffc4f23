"""Counting uses against their limits."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction

from accounts.limits import LONGEST, Rule, TooManyTries
from accounts.models import RateLimit
from accounts.queries import owner_of
from base.security_log import Event, Outcome, note

Use = tuple[Rule, str]
T = TypeVar("T")


@transaction.atomic
def spend(*uses: Use, now: datetime) -> None:
    """Count one use of each rule by its subject; TooManyTries, and then none is counted.

    Rows are held meanwhile, in one order, so that simultaneous tries count one after the other.
    """
    at = now.timestamp()
    # One order for everybody: two requests, each holding the row that the other needs next, would wait in vain.
    in_order = sorted(uses, key=lambda use: use[0].name)
    rows = [_row(rule, subject, now) for rule, subject in in_order]
    waits = [rule.wait(row.hits, at) for (rule, _), row in zip(in_order, rows, strict=True)]
    if any(waits):
        _reached(*[use for use, wait in zip(in_order, waits, strict=True) if wait])
        raise TooManyTries(max(waits))
    for (rule, _), row in zip(in_order, rows, strict=True):
        _count(rule, row, now)


@transaction.atomic
def try_code(rule: Rule, subject: str, opens: Callable[[], T | None], *, now: datetime) -> T | None:
    """What a code `opens`; None, and then it counts. TooManyTries, and then it is not looked up.

    The row is held meanwhile, so that simultaneous guesses are no more than the rule allows; a right one writes
    nothing.
    """
    row = _row(rule, subject, now)
    wait = rule.wait(row.hits, now.timestamp())
    if wait > 0:
        _reached((rule, subject))
        raise TooManyTries(wait)
    found = opens()
    if found is None:
        _count(rule, row, now)
    return found


def check(*uses: Use, now: datetime) -> None:
    """TooManyTries where a further use would not be allowed; nothing is counted."""
    for rule, subject in uses:
        row = RateLimit.objects.of(rule.name, _digest(subject)).first()
        wait = rule.wait(row.hits, now.timestamp()) if row else 0.0
        if wait > 0:
            _reached((rule, subject))
            raise TooManyTries(wait)


@transaction.atomic
def give_back(uses: Sequence[Use], *, at: float) -> None:
    """Take back the uses counted at that moment, as when a try turned out to be right."""
    for rule, subject in uses:
        row = RateLimit.objects.select_for_update().of(rule.name, _digest(subject)).first()
        if row is not None and at in row.hits:
            row.hits.remove(at)
            row.save(update_fields=["hits"])


@transaction.atomic
def forget(*uses: Use) -> None:
    """Let each subject begin anew."""
    for rule, subject in uses:
        RateLimit.objects.of(rule.name, _digest(subject)).delete()


def forget_old_limits(*, now: datetime) -> int:
    """Remove rows that count for nothing any more; how many."""
    removed, _ = RateLimit.objects.filter(changed_at__lt=now - timedelta(seconds=LONGEST)).delete()
    return removed


def _reached(*uses: Use) -> None:
    """An account is named as everywhere in the log, whatever it is counted by."""
    for rule, subject in uses:
        who = owner_of(subject) if "@" in subject else subject
        note(Event.LIMIT_REACHED, who, outcome=Outcome.REFUSED, limit=rule.name)


def _row(rule: Rule, subject: str, now: datetime) -> RateLimit:
    found, _ = RateLimit.objects.select_for_update().get_or_create(
        rule=rule.name, subject=_digest(subject), defaults={"changed_at": now}
    )
    return found


def _count(rule: Rule, row: RateLimit, now: datetime) -> None:
    at = now.timestamp()
    row.hits = [hit for hit in row.hits if hit > at - rule.window] + [at]
    row.changed_at = now
    row.save(update_fields=["hits", "changed_at"])


def _digest(subject: str) -> str:
    return hashlib.sha256(subject.lower().encode("utf-8", "surrogatepass")).hexdigest()
