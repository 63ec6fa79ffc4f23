"""The nudge: put a push down for each device, when there is something to be reminded of."""

from datetime import datetime

from accounts.models import User
from delivery.models import Push
from delivery.queries import push as reads

REMINDER = "reminder"


def remind(*, user: User, chosen_at: datetime, now: datetime) -> int:
    """A push for each of the person's devices, unless the night is written already; how many."""
    night = reads.night_of(user, chosen_at)
    if not reads.wants_reminder(user, now.date()) or reads.has_logged(user, night):
        return 0
    rows = [
        Push(device=device, kind=REMINDER, period=night.isoformat(), chosen_at=chosen_at, due_at=now)
        for device in reads.devices_of(user)
    ]
    return len(Push.objects.bulk_create(rows, ignore_conflicts=True))
