"""Losing the therapist's role: everything that hung on it ends, and those concerned are told."""

from datetime import datetime

from django.db import transaction

from accounts import services as accounts
from accounts.models import Session, User
from delivery.models import Message, Schedule, Stream
from delivery.models.mail import WAITING
from delivery.services.notices import tell_of_consent


@transaction.atomic
def cease_therapist(*, user: User, now: datetime, kept: str | None = None) -> None:
    """End the role with its consents, its digests and every session but the one `kept`; both sides are told."""
    for consent in accounts.cease_therapist(user=user, now=now):
        tell_of_consent(consent=consent, given=False, now=now)
    Schedule.objects.filter(user=user, stream=Stream.DIGEST).delete()
    Message.objects.filter(user=user, kind="caseload_digest", state__in=WAITING).update(
        state=Message.State.SUPPRESSED, reason="opted_out"
    )
    accounts.end_other_sessions(user=user, kept=kept, reason=Session.Ended.ROLE)
