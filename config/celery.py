"""What worker and beat start with (`celery -A config.celery`): the apps whose tasks there are, and the timetable.

Beat only ticks, in UTC; what is due is read from the database. A lost or doubled tick changes nothing.
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from base.celery import app
from config import watchdog

HOUR = 3600.0
# A tick is what a lost nudge costs: five seconds where somebody may be waiting, an hour where nobody is.
TICKS = {
    "read moved diaries": ("insights.read_moved", 5.0),
    "relay mail": ("delivery.relay", 5.0),
    "plan mail and reminders": ("delivery.plan", 20.0),
    "worker heartbeat": ("delivery.canary", 10.0),
    "back up": ("privacy.back_up", 300.0),
    "silence and erasure": ("delivery.endings", HOUR),
    "tidy the journal": ("journal.tidy", HOUR),
    "forget old mail": ("delivery.tidy", 6 * HOUR),
}


def _tick(task: str, every: float) -> dict[str, Any]:
    """One that was not taken by the time of the next is dropped, so that a worker that was away finds no pile."""
    return {"task": task, "schedule": every, "options": {"expires": every}}


app.conf.beat_schedule = {name: _tick(*tick) for name, tick in TICKS.items()}
app.autodiscover_tasks(["journal", "insights", "delivery", "privacy"])
watchdog.watch(app)
