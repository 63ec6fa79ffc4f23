"""The nudge: put a push down for each device, when there is something to be reminded of."""

from datetime import datetime

from accounts.models import User
from delivery.models import Push
from delivery.queries import pushes

REMINDER = "reminder"


def remind(*, user: User, chosen_at: datetime, now: datetime) -> int:
    """A push for each of the person's devices, unless the night is written already; how many."""
    night = pushes.night_of(user, chosen_at)
    if not pushes.wants_reminder(user, now.date()) or pushes.has_logged(user, night):
        return 0
    rows = [
        Push(device=device, kind=REMINDER, period=night.isoformat(), chosen_at=chosen_at, due_at=now)
        for device in pushes.devices_of(user)
    ]
    return len(Push.objects.bulk_create(rows, ignore_conflicts=True))
