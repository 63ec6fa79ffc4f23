"""What was left alone after it failed too often."""

from collections.abc import Mapping

from django.db.models import QuerySet

from base.isolation import TRIES
from delivery.models import Message, Schedule
from insights.queries import quarantined_readings


def quarantined_mails() -> QuerySet[Message]:
    """Mails that could not be put together."""
    return Message.objects.filter(state=Message.State.QUARANTINED)


def quarantined_schedules() -> QuerySet[Schedule]:
    """Streams that could not be planned."""
    return Schedule.objects.filter(failures__gte=TRIES).order_by("pk")


def quarantined() -> Mapping[str, int]:
    """How many of each."""
    return {
        "mail": quarantined_mails().count(),
        "schedule": quarantined_schedules().count(),
        "diary": quarantined_readings().count(),
    }
