"""How delivery stands, in numbers for whoever looks after the site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from delivery.models import Message
from delivery.models.mail import WAITING
from delivery.queries.heartbeat import last_heartbeat
from delivery.queries.outbox import breaker_open
from delivery.queries.quarantine import quarantined
from delivery.queries.schedules import planning_lag


@dataclass(frozen=True, slots=True)
class DeliveryHealth:
    """Ages in seconds: since a worker last did work (None: never), and of what has been due longest."""

    heartbeat_age: float | None
    oldest_due: float
    mails: Mapping[str, int]
    breaker_open: bool
    quarantined: Mapping[str, int]
    planning_lag: float


def delivery_health(now: datetime) -> DeliveryHealth:
    """As it is at this moment: eight queries."""
    beat_at = last_heartbeat()
    # By `asked_at`: every retry moves `due_at`, and mail that fails all day would never look old.
    due = Message.objects.filter(state__in=WAITING, asked_at__lte=now).aggregate(oldest=Min("asked_at"))
    counts = dict(Message.objects.order_by().values_list("state").annotate(Count("pk")))
    return DeliveryHealth(
        heartbeat_age=None if beat_at is None else (now - beat_at).total_seconds(),
        oldest_due=0.0 if due["oldest"] is None else (now - due["oldest"]).total_seconds(),
        mails={state: counts.get(state, 0) for state in Message.State.values},
        breaker_open=breaker_open(now),
        quarantined=quarantined(),
        planning_lag=planning_lag(now),
    )
