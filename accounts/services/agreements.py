"""Agreeing that a diary is kept, and taking that back."""

from datetime import datetime

from django.db import transaction

from accounts import agreement
from accounts.models import Agreement, Consent, Invitation, User, VisitLink
from accounts.services.consents import note_consent
from base.security_log import Event, note


class UnknownVersion(ValueError):
    """There is no such text."""


@transaction.atomic
def agree(*, user: User, version: str, language: str, now: datetime) -> Agreement:
    """Keep what was agreed to; the same text again is the same agreement. UnknownVersion."""
    if version not in agreement.versions():
        raise UnknownVersion(version)
    # Held, so that two answers at once leave one agreement in force. `of`: the patient is joined and may be missing,
    # and PostgreSQL locks no such side of a join.
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    held = Agreement.objects.filter(user=locked, ended_at__isnull=True).first()
    if held is not None and held.version == version:
        return held
    Agreement.objects.filter(user=locked, ended_at__isnull=True).update(ended_at=now)
    _mark(user, None)
    note(Event.AGREED, user.pk, version=version)
    return Agreement.objects.create(user=locked, version=version, language=language, agreed_at=now)


@transaction.atomic
def withdraw(*, user: User, now: datetime) -> None:
    """Take the agreement back: whoever was let in or invited is out at once; repeatable."""
    if user.withdrawn_at is not None:
        return
    Agreement.objects.filter(user=user, ended_at__isnull=True).update(ended_at=now)
    _mark(user, now)
    note(Event.WITHDRAWN, user.pk)
    standing = Consent.objects.filter(patient__user=user).exclude(state=Consent.State.ENDED)
    # Before the update: afterwards the query would not find them any more.
    for consent in standing.select_related("patient", "grantee"):
        note_consent(consent, Event.CONSENT_ENDED)
    standing.update(state=Consent.State.ENDED, ended_at=now)
    Invitation.objects.filter(patient__user=user, closed_at__isnull=True).update(closed_at=now)
    VisitLink.objects.filter(patient__user=user, closed_at__isnull=True).update(closed_at=now)


def _mark(user: User, at: datetime | None) -> None:
    user.withdrawn_at = at
    # `update`: `save` would write back whatever else was read with the user some time ago.
    User.objects.filter(pk=user.pk).update(withdrawn_at=at)
