"""Send what is due: claim, ask again whether it may go, send, and note what became of it.

A claim leases messages without marking them; each is marked `sending` by itself just before its conversation, and
`sent` as soon as the server has said so. So a worker that dies leaves at most the one message it was handing over,
of which nobody knows, and the rest to whoever comes next.
"""

import logging
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from base import isolation
from delivery import smtp
from delivery.mail import Mail, envelope
from delivery.message_kinds import kind_of
from delivery.models import Message
from delivery.models.mail import WAITING
from delivery.queries import outbox
from delivery.same_work import NOBODY
from delivery.services import breaker, composing, outcomes

log = logging.getLogger(__name__)

# A claim is short, so that a killed worker's mails wait for seconds; it is renewed while the work goes on. The one
# mail in hand is held for longer than its conversation may take.
LEASE = timedelta(seconds=15)
IN_HAND = timedelta(seconds=90)
BATCH = 20
# Well inside a worker's time limit, whatever one slow conversation may add.
BUDGET = 15.0


@dataclass(slots=True)
class _Run:
    """One relay's work: its lease, its clock that runs on from `began`, and how many it sent."""

    began: datetime
    lease: uuid.UUID = field(default_factory=uuid.uuid4)
    renewed: float = 0.0
    started: float = field(default_factory=time.monotonic)
    sent: int = 0

    @property
    def spent(self) -> float:
        """Seconds since the run began; they go on while the process is stopped."""
        return time.monotonic() - self.started

    @property
    def now(self) -> datetime:
        """The instant."""
        return self.began + timedelta(seconds=self.spent)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is read for a whole claim at once."""

    weeks: composing.Weeks
    refused: Mapping[str, datetime]


def relay(*, now: datetime, limit: int = 500) -> int:
    """Send what is due, one recipient a message, many over one line; how many were sent."""
    # Both before the breaker is asked: neither needs the mail server.
    outcomes.drop_unaddressed()
    outcomes.settle_abandoned(now)
    # The tick comes every few seconds: an empty outbox must not cost a connection to the mail server.
    if outbox.breaker_open(now) or not outbox.free(now).exists():
        return 0
    run = _Run(now)
    try:
        with smtp.connect() as line:
            _send_all(run, line, limit)
    except smtp.LineDown as fault:
        log.warning("mail server not usable: %s", smtp.code_of(str(fault)))
        breaker.record_failure(now=run.now)
    finally:
        _let_go(run)
    return run.sent


def _send_all(run: _Run, line: smtp.Line, limit: int) -> None:
    done = 0
    while done < limit and run.spent < BUDGET:
        claimed = _claim(run, min(BATCH, limit - done))
        facts = _Facts(composing.weeks_of(claimed, now=run.now), outbox.refused_among(claimed))
        for message in claimed:
            _renew(run)
            if run.spent >= BUDGET or not _send(run, line, message, facts):
                return
        if not claimed:
            return
        done += len(claimed)


def _claim(run: _Run, limit: int) -> list[Message]:
    """Lease the longest due messages that nobody holds, letters first; another relay passes them over."""
    run.renewed = run.spent
    with transaction.atomic():
        found = _lock(outbox.letters_free(run.now), limit) or _lock(outbox.free(run.now), limit)
        Message.objects.filter(pk__in=found).update(lease=run.lease, leased_until=run.now + LEASE)
    return outbox.held(run.lease)


def _lock(free: QuerySet[Message], limit: int) -> list[int]:
    # SKIP LOCKED: two relays claim different mails instead of waiting for each other. SQLite has one writer anyway.
    return list(free.select_for_update(skip_locked=True).values_list("pk", flat=True)[:limit])


def _renew(run: _Run) -> None:
    """Hold what is claimed and not tried for as long again; what somebody else took meanwhile stays theirs."""
    if run.spent < run.renewed + LEASE.total_seconds() / 2:
        return
    run.renewed = run.spent
    ours = Message.objects.filter(lease=run.lease, state__in=WAITING)
    ours.update(leased_until=run.now + LEASE)


def _send(run: _Run, line: smtp.Line, message: Message, facts: _Facts) -> bool:
    """Send one message if it is still ours and still wanted; False when the line is of no more use."""
    # Made before it is marked: a mail that cannot be made must never count as perhaps sent.
    made = next(isolation.each([message], partial(_make, facts, run.now), partial(_set_aside, run)), None)
    if made is None or not _take(run, message):
        return True
    mail, travelling = made
    report = line.send(travelling)
    if report.verdict is smtp.Verdict.SENT:
        outcomes.mark_sent(message, mail, now=run.now)
        run.sent += 1
    else:
        outcomes.record_failure(message, mail, report, now=run.now)
    if report.line_failed:
        breaker.record_failure(now=run.now)
    # The first mail of a run proves the line; more would only write the same again.
    elif run.sent == 1:
        breaker.record_success()
    return not report.line_failed


def _make(facts: _Facts, now: datetime, message: Message) -> tuple[Mail, smtp.Written] | None:
    """The mail, as it is kept and as it travels; None when it may not go, which is then written down."""
    user = outbox.reader_now(message, now.date())
    mail = _refusal(message, user, facts, now) or composing.compose(message, user, facts.weeks, now=now)
    if isinstance(mail, str):
        outcomes.suppress(message, mail)
        return None
    made = envelope(mail, recipient=message.recipient, message_id=message_id(message))
    return mail, smtp.written(made)


def _set_aside(run: _Run, message: Message, fault: Exception) -> None:
    outcomes.set_aside(message, fault, now=run.now)


def _refusal(message: Message, user: User | None, facts: _Facts, now: datetime) -> str:
    """Why this message may not go just now; empty when it may."""
    # One that was written after `drop_unaddressed` ran.
    if message.recipient == NOBODY:
        return "no_account"
    kind = kind_of(message.kind)
    if outbox.refuses(facts.refused, message, kind, now):
        return "address_refused"
    if message.user_id is None:
        return ""
    if user is None:
        return "account_closed"
    # A letter goes where it was written to: an old address has to hear of the new one. A summary is its reader's.
    if kind.periodic and user.email != message.recipient:
        return "address_changed"
    return "" if outbox.wants(user, kind) else "opted_out"


def _take(run: _Run, message: Message) -> bool:
    """Mark it as being sent, if the lease still holds; a worker that was stopped too long finds it gone."""
    ours = Message.objects.filter(pk=message.pk, lease=run.lease, leased_until__gt=run.now, state__in=WAITING)
    return bool(ours.update(state=Message.State.SENDING, leased_until=run.now + IN_HAND))


def _let_go(run: _Run) -> None:
    """What was claimed and not tried is free again at once."""
    Message.objects.filter(lease=run.lease, state__in=WAITING).update(lease=None, leased_until=None)


def message_id(message: Message) -> str:
    """Stable for the row, so that a receiver can fold a doubled mail."""
    return f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S%f}@{settings.HOST}>"
