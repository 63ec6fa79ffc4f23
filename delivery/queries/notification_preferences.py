"""What people chose to hear, as it stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from accounts.services import open_patient_record
from delivery.due import week_before
from delivery.mail import Mail
from delivery.models import MailQuestion, RefusedAddress, Stream, StreamChoice
from delivery.recipient import Recipient
from delivery.weekly.compose import compose_summary
from delivery.weekly.queries import Asked, weeks
from journal.models import Night

# The weekly mail's two forms are shown, and the person asked, once this many nights are there to show.
NIGHTS_BEFORE_ASKING = 7


def language_of(user: UUID) -> str:
    """The account's language; English for one that is gone."""
    return User.objects.filter(pk=user).values_list("language", flat=True).first() or "en"


def stream_of(user: User, stream: Stream) -> Mapping[str, Any]:
    """Whether the stream is on, how often it comes, and until when it rests."""
    row = StreamChoice.objects.filter(user=user, stream=stream).first()
    on = user.mail_summary != User.Cadence.OFF and not (row and row.stopped)
    daily = stream == Stream.DIGEST and user.mail_summary == User.Cadence.DAILY
    paused = row.paused_until if row else None
    return {
        "on": on,
        "cadence": "daily" if daily else "weekly",
        "paused_until": paused.isoformat() if paused else None,
    }


def refused_at(user: User) -> datetime | None:
    """When the account's address was last refused by its server."""
    rows = RefusedAddress.objects.filter(address=user.email.lower())
    return rows.values_list("refused_at", flat=True).first()


def should_ask(user: User) -> bool:
    """Whether to show both forms of the weekly mail and ask, which is done once."""
    if MailQuestion.objects.filter(user=user).exists():
        return False
    logged = Night.objects.filter(patient__user=user, deleted_at__isnull=True)
    return logged[:NIGHTS_BEFORE_ASKING].count() == NIGHTS_BEFORE_ASKING


def both_forms(user: User, now: datetime) -> Mapping[str, Mail]:
    """The weekly mail of the last full week, neutral and open."""
    patient = open_patient_record(user=user)
    today = now.astimezone(ZoneInfo(user.timezone)).date()
    monday = week_before(now, user.timezone)
    week = weeks([Asked(patient.pk, monday, today, symptoms=True)])[patient.pk]
    reader = Recipient.of(user)
    return {
        "neutral": compose_summary(replace(reader, shows_symptoms=False), week),
        "open": compose_summary(replace(reader, shows_symptoms=True), week),
    }
