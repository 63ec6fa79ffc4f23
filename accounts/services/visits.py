"""Visit links: a look at one record without an account."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from accounts import codes, limits
from accounts.models import Patient, VisitLink
from accounts.services.limits import spend
from base.security_log import Event, note

LASTS = timedelta(minutes=30)


@transaction.atomic
def open_visit(
    *, patient: Patient, scope: str, now: datetime, from_date: date | None = None, key: UUID | None = None
) -> tuple[VisitLink, str]:
    """A link for half an hour and its code, which is kept nowhere.

    Asked again with the same idempotency `key` it is the same link. CodeEnded once that one is over; TooManyTries.
    """
    code = codes.new_code(codes.VISIT)
    if key is not None:
        code = codes.repeated_code(codes.VISIT, patient.pk, key, scope, from_date)
    link, fresh = VisitLink.objects.get_or_create(
        digest=codes.digest(code),
        defaults={
            "patient": patient,
            "scope": scope,
            "from_date": from_date,
            "created_at": now,
            "expires_at": now + LASTS,
        },
    )
    # As for invitations: a repeat costs nothing, and a reached limit takes the row back.
    if fresh:
        spend((limits.VISIT_LINKS, str(patient.pk)), now=now)
        note(Event.VISIT_LINK, patient.user_id, scope=scope)
    if link.closed_at is not None or link.expires_at <= now:
        raise codes.CodeEnded
    return link, code


@transaction.atomic
def revoke_visit(*, link: VisitLink, now: datetime) -> None:
    """Close the link at once; repeatable."""
    VisitLink.objects.filter(pk=link.pk, closed_at__isnull=True).update(closed_at=now)
