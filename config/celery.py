"""The worker's switches and the timetable of ticks.

Beat only ticks, in UTC; what is due is read from the database. A lost or doubled tick changes nothing.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings

from config import tracing, watchdog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VISIBILITY = {"visibility_timeout": 600, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}
HOUR = 3600.0
TICKS = {
    "read moved diaries": ("insights.read_moved", 5.0),
    "relay mail": ("delivery.relay", 5.0),
    "plan mail and reminders": ("delivery.plan", 20.0),
    "canary": ("delivery.canary", 10.0),
    "back up": ("privacy.back_up", 300.0),
    "silence and erasure": ("delivery.endings", HOUR),
    "tidy the journal": ("journal.tidy", HOUR),
    "forget old mail": ("delivery.tidy", 6 * HOUR),
}


def _tick(task: str, every: float) -> dict[str, Any]:
    """One that was not taken by the time of the next is dropped, so that a worker that was away finds no pile."""
    return {"task": task, "schedule": every, "options": {"expires": every}}


app = Celery("stillnight")
app.config_from_object(
    {
        "broker_url": settings.REDIS_URL,
        "timezone": "UTC",
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_time_limit": 120,
        "task_soft_time_limit": 90,
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 300_000,
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            **VISIBILITY,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "socket_keepalive": True,
            "health_check_interval": 10,
        },
        "task_publish_retry_policy": {"max_retries": 1, "interval_start": 0.2},
        "beat_schedule": {name: _tick(*tick) for name, tick in TICKS.items()},
    }
)
app.autodiscover_tasks(["journal", "insights", "delivery", "privacy"])
watchdog.watch(app)
tracing.follow_tasks(task_prerun)


@setup_logging.connect
def _as_everywhere(**_: Any) -> None:
    """Worker and beat write their lines by the site's own settings; connecting keeps Celery from its own."""
