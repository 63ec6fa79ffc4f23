"""Consents put in force and ended."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Consent, Invitation, Patient, User
from base.security_log import Event, note, pseudonym

State = Consent.State


@transaction.atomic
def grant_consent(
    *,
    patient: Patient,
    grantee: User,
    scope: str,
    from_date: date | None = None,
    until_date: date | None = None,
    now: datetime | None = None,
) -> Consent:
    """Put a consent in force; an earlier one between the two ends and the new one stands."""
    given = now or timezone.now()  # made-up people are given their consents without a clock
    end_earlier(patient, grantee, given)
    return Consent.objects.create(
        patient=patient,
        grantee=grantee,
        scope=scope,
        state=State.ACTIVE,
        from_date=from_date,
        until_date=until_date,
        accepted_as=grantee.email,
        accepted_at=given,
    )


@transaction.atomic
def end_consent(*, consent: Consent, now: datetime) -> Consent:
    """End the consent at once, and withdraw the codes by which its holder hands it on; repeatable."""
    # Logged only where something ended: the call may be repeated.
    if _end(Consent.objects.filter(pk=consent.pk).exclude(state=State.ENDED), now):
        note_consent(consent, Event.CONSENT_ENDED)
    consent.refresh_from_db()
    return consent


def end_earlier(patient: Patient, grantee: User, now: datetime) -> None:
    """Between two people one consent is in force at a time."""
    _end(Consent.objects.filter(patient=patient, grantee=grantee, state=State.ACTIVE), now)


def note_consent(consent: Consent, event: Event) -> None:
    """One line, of its patient; the other side by pseudonym."""
    note(event, consent.patient.user_id, whom=pseudonym(str(consent.grantee_id)), scope=consent.scope)


def _end(consents: QuerySet[Consent], now: datetime) -> int:
    # First, while `consents` still finds them: ended ones are not among them any more.
    Invitation.objects.filter(replaces__in=consents, closed_at=None).update(closed_at=now)
    return consents.update(state=State.ENDED, ended_at=now)
