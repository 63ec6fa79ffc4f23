"""Visit links: a look at one record without an account."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts import codes
from accounts.models import Patient, VisitLink

LASTS = timedelta(minutes=30)


@transaction.atomic
def open_visit(
    *, patient: Patient, scope: str, now: datetime, from_date: date | None = None
) -> tuple[VisitLink, str]:
    """A link for half an hour and its code, which is shown once and kept nowhere."""
    code = codes.new_code(codes.VISIT)
    link = VisitLink.objects.create(
        patient=patient,
        scope=scope,
        from_date=from_date,
        digest=codes.digest(code),
        created_at=now,
        expires_at=now + LASTS,
    )
    return link, code


@transaction.atomic
def revoke_visit(*, link: VisitLink, now: datetime) -> None:
    """Close the link at once; repeatable."""
    VisitLink.objects.filter(pk=link.pk, closed_at__isnull=True).update(closed_at=now)
