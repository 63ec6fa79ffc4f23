"""What became of a message, and what follows from it."""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from base import isolation
from delivery.mail import Mail
from delivery.message_kinds import PERIODIC, kind_of
from delivery.models import Message, RefusedAddress
from delivery.models.mail import WAITING
from delivery.same_work import NOBODY
from delivery.services.outbox import keeps_bodies
from delivery.smtp import Report, Verdict, code_of

log = logging.getLogger(__name__)

# Soon at first, for a code that somebody waits for; then seldom, for a server that is down.
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
# RFC 5321, 4.5.4.1 advises days; after one nobody wants these mails any more.
GIVE_UP = timedelta(hours=24)


@transaction.atomic
def mark_sent(message: Message, mail: Mail, *, now: datetime) -> None:
    """Write down that the server took it."""
    _leave_the_disk_to_the_next_mail()
    _settle(message, Message.State.SENT, "", Report(Verdict.SENT), sent_at=now, **_bodies(mail))


def _leave_the_disk_to_the_next_mail() -> None:
    """Commit without waiting for PostgreSQL's disk.

    A killed relay loses nothing by it. A server that crashes may lose the last mail's mark and no other, because the
    mark of the mail that is taken up next does wait, and carries this one to the disk with it.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")


def record_failure(message: Message, mail: Mail, report: Report, *, now: datetime) -> None:
    """Write down what the server said of a message being sent that it did not take."""
    match report.verdict:
        case Verdict.RETRY:
            _later(message, report, now)
        case Verdict.ADDRESS_REFUSED:
            # First, so that a relay killed in between leaves a mail that is not offered to the refused address again.
            _remember_refusal(message, report, now)
            _settle(message, Message.State.SUPPRESSED, "address_refused", report)
        case Verdict.REFUSED:
            log.error("mail %s of kind %s was refused: %s", message.pk, message.kind, code_of(report.reply))
            _settle(message, Message.State.FAILED, "refused", report, **_bodies(mail))
        case Verdict.UNKNOWN:
            _unknown(message, report, now)


def set_aside(message: Message, fault: Exception, *, now: datetime) -> None:
    """It could not be put together: tried again later, and after `TRIES` quarantined."""
    tries = message.attempts + 1
    state = Message.State.QUARANTINED if tries >= isolation.TRIES else Message.State.RETRY
    log.error(
        "mail %s of kind %s cannot be made (try %d): %s",
        message.pk,
        message.kind,
        tries,
        state,
        exc_info=fault,
    )
    # Compare-and-set on the lease: another relay may have settled the mail as lost meanwhile.
    Message.objects.filter(pk=message.pk, lease=message.lease).update(
        state=state,
        reason=isolation.name_of(fault),
        attempts=tries,
        due_at=now + WAITS[min(tries, len(WAITS)) - 1],
        lease=None,
        leased_until=None,
    )


def suppress(message: Message, reason: str) -> None:
    """It is not sent, and why."""
    Message.objects.filter(pk=message.pk, state__in=WAITING).update(
        state=Message.State.SUPPRESSED, reason=reason, lease=None, leased_until=None
    )


def settle_abandoned(now: datetime) -> None:
    """Messages whose sender was lost with them in hand, and those that waited longer than anyone wants them.

    Of the first nobody knows whether they went: mail that was asked for is offered again, periodic mail is not.
    """
    free = {"lease": None, "leased_until": None}
    lost = Message.objects.filter(state=Message.State.SENDING, leased_until__lte=now)
    # Periodic mail first: what this update has settled is no longer `sending`, and the next one passes it over.
    lost.filter(kind__in=PERIODIC).update(state=Message.State.UNKNOWN, reason="sender_lost", **free)
    lost.update(state=Message.State.RETRY, reason="sender_lost", attempts=F("attempts") + 1, **free)
    stale = Message.objects.filter(state__in=WAITING, due_at__lte=now, asked_at__lte=now - GIVE_UP)
    if given_up := stale.update(state=Message.State.FAILED, reason="given_up", **free):
        log.error("%d mails given up after %s", given_up, GIVE_UP)


def drop_unaddressed() -> None:
    """Letters to nobody (`delivery.same_work`) wait for no mail server, and none is ever given up."""
    unheld = Message.objects.filter(recipient=NOBODY, state__in=WAITING, lease=None)
    unheld.update(state=Message.State.SUPPRESSED, reason="no_account")


def _unknown(message: Message, report: Report, now: datetime) -> None:
    """The answer to the last step never came: once is enough for periodic mail, not for a sign-in code."""
    if kind_of(message.kind).periodic:
        log.warning("mail %s of kind %s: nobody knows whether it went", message.pk, message.kind)
        _settle(message, Message.State.UNKNOWN, "no_answer", report)
    else:
        _later(message, report, now)


def _later(message: Message, report: Report, now: datetime) -> None:
    wait = WAITS[min(message.attempts, len(WAITS) - 1)]
    if now + wait > message.asked_at + GIVE_UP:
        log.error("mail %s of kind %s given up: %s", message.pk, message.kind, code_of(report.reply))
        _settle(message, Message.State.FAILED, "given_up", report)
    else:
        _settle(message, Message.State.RETRY, "", report, due_at=now + wait)


def _settle(message: Message, state: Message.State, reason: str, report: Report, **values: object) -> None:
    """Only for as long as it is ours: another relay may have settled it as lost, and then only good news counts."""
    ours = Message.objects.filter(pk=message.pk, lease=message.lease)
    if state is Message.State.SENT:
        ours = Message.objects.filter(pk=message.pk)
    ours.update(
        state=state,
        reason=reason,
        reply=report.reply,
        attempts=F("attempts") + 1,
        lease=None,
        leased_until=None,
        **values,
    )


def _bodies(mail: Mail) -> dict[str, str]:
    """What is kept of a mail that is done with: its subject; all of it on somebody's own machine."""
    kept = keeps_bodies()
    return {"subject": mail.subject, "text": mail.text if kept else "", "html": mail.page() if kept else ""}


def _remember_refusal(message: Message, report: Report, now: datetime) -> None:
    RefusedAddress.objects.update_or_create(
        address=message.recipient.lower(), defaults={"refused_at": now, "reply": report.reply}
    )


def accept_address(*, address: str) -> None:
    """The owner says the address takes mail again."""
    RefusedAddress.objects.filter(address=address.lower()).delete()
