"""Account deletion: withdrawn, closed, silent too long, erased. The one place through which every ending goes."""

import logging
from datetime import date, datetime
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts import services as accounts
from accounts.models import Consent, Invitation, Patient, Session, User, VisitLink
from base import isolation
from base.security_log import Event, note
from care import services as care
from delivery.compose.letter import compose_letter
from delivery.models import Device, Message, Push, RefusedAddress, Schedule
from delivery.models.mail import WAITING
from delivery.recipient import Recipient
from delivery.services.notices import notify, say_goodbye
from delivery.services.outbox import enqueue
from journal import closing
from journal.models import Closure
from journal.queries import erased_on
from privacy.data_export import addresses

log = logging.getLogger(__name__)


@transaction.atomic
def withdraw(*, user: User, now: datetime) -> None:
    """Take the agreement back: all that was on its way stops, and one letter says what happens; repeatable."""
    if user.withdrawn_at is not None:
        return
    accounts.withdraw(user=user, now=now)
    # Before the letter is written, which must not be stopped with the rest.
    _cancel_pending(user)
    day = erased_on(user)
    assert day is not None  # noqa: S101  it was withdrawn just now
    values = {"day": Recipient.of(user).day(date.fromisoformat(day)), "link": f"{settings.SITE_URL}/agree"}
    notify(user=user, kind="agreement_withdrawn", now=now, values=values)


@transaction.atomic
def close(*, patient: Patient, reason: str, now: datetime) -> Closure:
    """Close an account from outside: nothing is sent, nothing let in, until the day it is erased; repeatable."""
    closure = closing.close(patient=patient, reason=reason, now=now)
    user = patient.user
    accounts.end_other_sessions(user=user, kept=None, reason=Session.Ended.CLOSED)
    _cancel_pending(user)
    # For good, unlike after `withdraw`: nobody comes back to a closed account.
    Device.objects.filter(user=user).delete()
    note(Event.CLOSED, user.pk, why=reason)
    Invitation.objects.filter(Q(patient=patient) | Q(inviter=user), closed_at=None).update(closed_at=now)
    VisitLink.objects.filter(patient=patient, closed_at=None).update(closed_at=now)
    # Carers' alone: a therapist still sees the record, as closed, until it is erased.
    Consent.objects.filter(patient=patient, scope=Consent.Scope.LOG).exclude(
        state=Consent.State.ENDED
    ).update(state=Consent.State.ENDED, ended_at=now)
    return closure


@transaction.atomic
def erase(*, user: User, now: datetime, goodbye: bool = True) -> None:
    """Forget the account and everything of it in every app; with `goodbye` one last mail says so."""
    # Read first: when the account is gone nobody knows by which addresses it was known.
    known, language, address = addresses(user), user.language, user.email
    # Before the account: its deletion sets the author to null, and a private note would stay without an owner.
    care.forget_author(user=user)
    accounts.end_other_sessions(user=user, kept=None, reason=Session.Ended.ERASED)
    # By address too: an invitation to somebody hangs on no account of theirs.
    Message.objects.filter(recipient__in=known).delete()
    RefusedAddress.objects.filter(address__in=known).delete()
    Invitation.objects.filter(email__in=known).delete()
    note(Event.ERASED, user.pk)
    closing.erase_account(user=user, now=now)
    if goodbye:
        # After mail to this address was deleted, or it would go with it.
        say_goodbye(email=address, language=language, now=now)


def erase_due(*, now: datetime) -> int:
    """Erase accounts whose time is over, each by itself; how many. Who was closed from outside gets no mail."""
    done = 0
    for user in closing.due(now):
        try:
            erase(user=user, now=now, goodbye=user.is_active)
            done += 1
        except Exception:
            # One that cannot be erased must not keep the others; it is tried again with the next tick.
            log.exception("an account that is due could not be erased")
    return done


@transaction.atomic
def re_erase_after_restore(*, numbers: list[str], now: datetime) -> int:
    """After a restore from backup: erase every account that had been erased since; how many were back."""
    found = closing.erased_again(numbers)
    for user in found:
        # They were told when they were erased the first time.
        erase(user=user, now=now, goodbye=False)
    return len(found)


def handle_inactivity(*, now: datetime) -> int:
    """Ask once those silent for long, give notice to those silent for longer; how many letters."""
    silent = closing.silent(now)
    asked = isolation.each(silent.ask, partial(_ask, now), _not_told)
    warned = isolation.each(silent.warn, partial(_warn, now), _not_told)
    return len([*asked, *warned])


def _not_told(patient: Patient, fault: Exception) -> None:
    """Tried again with the next tick; the others are told meanwhile."""
    log.error("somebody silent could not be written to", exc_info=fault)


@transaction.atomic
def _ask(now: datetime, patient: Patient) -> None:
    closing.asked(patient=patient, now=now)
    _write(patient.user, "still_there", {}, now)


@transaction.atomic
def _warn(now: datetime, patient: Patient) -> None:
    closing.warned(patient=patient, now=now)
    _write(
        patient.user, "erasure_notice", {"day": Recipient.of(patient.user).day(closing.notice_ends(now))}, now
    )


def _write(user: User, kind: str, values: dict[str, str], now: datetime) -> None:
    """At most one of a kind a day, whoever else ticks."""
    mail = compose_letter(kind, user.language, {"link": f"{settings.SITE_URL}/sign-in", **values})
    enqueue(recipient=user.email, user=user, kind=kind, mail=mail, now=now, period=now.date().isoformat())


def _cancel_pending(user: User) -> None:
    """What was planned or waiting for them is not sent any more."""
    Schedule.objects.filter(user=user).delete()
    Push.objects.filter(device__user=user, state=Push.State.PENDING).update(
        state=Push.State.DROPPED, reason="account_closed"
    )
    Message.objects.filter(user=user, state__in=WAITING).update(
        state=Message.State.SUPPRESSED, reason="account_closed"
    )
