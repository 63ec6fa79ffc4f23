"""From invitation to consent: invited, accepted, active.

Who invites is sure of themselves, who accepts shows the code and a verified e-mail address, and the patient has
the last word: a therapist they invited is let in only when they have seen the name and confirmed it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model

from accounts import codes, limits
from accounts.models import Consent, Invitation, Patient, User
from accounts.queries import invitation_shown, verified_addresses
from accounts.services.consents import end_consent, end_earlier, note_consent
from accounts.services.limits import spend
from accounts.services.people import open_patient_record
from base.security_log import Event, note

LASTS = timedelta(days=7)


class EmailNotVerified(Exception):
    """Only a verified address may accept: it is what the invitation is bound to."""


class NotATherapist(Exception):
    """A record is opened to a therapist alone, and becoming one is an act of its own."""


class AcceptedOwn(Exception):
    """Nobody is their own therapist or carer."""


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation and its code, which is kept nowhere; not `fresh` when it was made before for the same key."""

    invitation: Invitation
    code: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered or asked for: the scope, the earliest night visible, the last day of access.

    With `email` only that address may accept. With an idempotency `key` the same offer is made once.
    """

    scope: str
    from_date: date | None = None
    until_date: date | None = None
    email: str = ""
    key: UUID | None = None


@transaction.atomic
def invite(
    *, inviter: User, patient: Patient | None, offer: Offer, now: datetime, replaces: Consent | None = None
) -> Made:
    """Offer one's record (`patient` given) or ask a patient for theirs.

    CodeEnded for a key whose code is over; TooManyTries.
    """
    facts: dict[str, Any] = {
        "inviter": inviter,
        "patient": patient,
        "replaces": replaces,
        "scope": offer.scope,
        "from_date": offer.from_date,
        "until_date": offer.until_date,
        "email": offer.email.lower(),
    }
    code = codes.new_code(codes.INVITATION)
    if offer.key is not None:
        wish = [fact.pk if isinstance(fact, Model) else fact for fact in facts.values()]
        code = codes.repeated_code(codes.INVITATION, offer.key, *wish)
    invitation, fresh = Invitation.objects.get_or_create(
        digest=codes.digest(code), defaults={**facts, "created_at": now, "expires_at": now + LASTS}
    )
    # After the row and in its transaction: a repeat costs nothing, and a reached limit takes the row back.
    if fresh:
        _limit(invitation, now)
        note(Event.INVITED, inviter.pk, scope=offer.scope)
    if invitation.closed_at is not None or invitation.expires_at <= now:
        raise codes.CodeEnded
    return Made(invitation, code, fresh)


def _limit(made: Invitation, now: datetime) -> None:
    """Count it, and close an earlier one from the same to the same. TooManyTries."""
    spend((limits.INVITATIONS, str(made.inviter_id)), now=now)
    if made.email:
        spend((limits.STRANGER_MAILS, limits.mailbox(made.email)), now=now)
        earlier = Invitation.objects.open(now).filter(inviter=made.inviter, email=made.email)
        alike = earlier.filter(patient=made.patient, replaces=made.replaces).exclude(pk=made.pk)
        alike.update(closed_at=now)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, now: datetime) -> None:
    """Take the offer back; repeatable."""
    Invitation.objects.filter(pk=invitation.pk, closed_at__isnull=True).update(closed_at=now)


@transaction.atomic
def accept_invitation(*, user: User, code: str, now: datetime, wish: Offer) -> Consent | None:
    """Use the code up; None for one that is unknown, used, run out or meant for another address.

    A patient who accepts a therapist's invitation has confirmed, with the dates of their `wish`, and its scope
    unless empty; anyone else waits for the patient. EmailNotVerified, AcceptedOwn, NotATherapist.
    """
    addresses = verified_addresses(user)
    if not addresses:
        raise EmailNotVerified
    invitation = invitation_shown(user, code, now)
    if invitation is None:
        return None
    if user == invitation.inviter or (invitation.patient and invitation.patient.user_id == user.pk):
        raise AcceptedOwn
    offered = invitation.patient is not None and invitation.scope != Consent.Scope.LOG
    if offered and not user.is_therapist:
        raise NotATherapist
    # Compare-and-set: of two who accept at the same moment one is let in.
    if not Invitation.objects.open(now).filter(pk=invitation.pk).update(closed_at=now):
        return None
    if invitation.patient is None:
        return _opened_by_patient(invitation, user, wish, now)
    return _accepted(invitation, invitation.patient, user, invitation.email or addresses[0], now)


@transaction.atomic
def confirm_consent(*, consent: Consent, now: datetime) -> Consent:
    """The patient has seen the name and lets them in; repeatable. A hand-over ends the consent it replaces."""
    waiting = Consent.objects.select_for_update().filter(pk=consent.pk, state=Consent.State.ACCEPTED).first()
    if waiting is not None:
        # Before the new one is active: the database lets one be in force between two people.
        end_earlier(waiting.patient, waiting.grantee, now)
        if waiting.replaces is not None:
            end_consent(consent=waiting.replaces, now=now)
        Consent.objects.filter(pk=waiting.pk).update(state=Consent.State.ACTIVE)
        note_consent(waiting, Event.CONSENT_GIVEN)
    consent.refresh_from_db()
    return consent


def _opened_by_patient(invitation: Invitation, user: User, offer: Offer, now: datetime) -> Consent:
    patient = open_patient_record(user=user)
    end_earlier(patient, invitation.inviter, now)
    opened = Consent.objects.create(
        # The invitation's id: whoever knows it can take it back, whatever it has become meanwhile.
        id=invitation.pk,
        patient=patient,
        grantee=invitation.inviter,
        scope=offer.scope or invitation.scope,
        state=Consent.State.ACTIVE,
        from_date=offer.from_date,
        until_date=offer.until_date,
        accepted_as=invitation.inviter.email,
        accepted_at=now,
    )
    note_consent(opened, Event.CONSENT_GIVEN)
    return opened


def _accepted(invitation: Invitation, patient: Patient, user: User, address: str, now: datetime) -> Consent:
    return Consent.objects.create(
        id=invitation.pk,
        patient=patient,
        grantee=user,
        scope=invitation.scope,
        state=Consent.State.ACCEPTED,
        from_date=invitation.from_date,
        until_date=invitation.until_date,
        accepted_as=address,
        accepted_at=now,
        replaces=invitation.replaces,
    )
