"""Becoming a therapist, which is an act of its own, and ceasing to be one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import Consent, Invitation, User
from accounts.services.consents import note_consent
from base.security_log import Event, note


@transaction.atomic
def become_therapist(*, user: User) -> None:
    """Open a desk; repeatable. Nobody has checked who they are, and patients are told so."""
    user.is_therapist = True
    user.save(update_fields=["is_therapist"])
    note(Event.ROLE_CHANGED, user.pk, role="therapist", now="held")


@transaction.atomic
def cease_therapist(*, user: User, now: datetime) -> list[Consent]:
    """Close the desk, end what was opened to it and withdraw what was asked; the consents that were in force."""
    user.is_therapist = False
    user.save(update_fields=["is_therapist"])
    note(Event.ROLE_CHANGED, user.pk, role="therapist", now="lost")
    standing = Consent.objects.filter(grantee=user).exclude(state=Consent.State.ENDED)
    standing = standing.exclude(scope=Consent.Scope.LOG)
    # Read before they end, for whoever has to tell both sides.
    in_force = list(standing.filter(state=Consent.State.ACTIVE).select_related("patient__user", "grantee"))
    standing.update(state=Consent.State.ENDED, ended_at=now)
    for consent in in_force:
        note_consent(consent, Event.CONSENT_ENDED)
    # An invitation to one's own record stays: as a patient they may go on sharing it.
    asked = Q(patient__isnull=True) | Q(replaces__isnull=False)
    Invitation.objects.filter(asked, inviter=user, closed_at=None).update(closed_at=now)
    return in_force
