"""The worker's switches and the timetable of ticks.

Beat only ticks, in UTC; what is due is read from the database. A lost or doubled tick changes nothing.
"""

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VISIBILITY = {"visibility_timeout": 600, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}
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
        "beat_schedule": {
            "read moved diaries": {"task": "insights.read_moved", "schedule": 5.0},
            "relay mail": {"task": "delivery.relay", "schedule": 5.0},
            "plan mail and reminders": {"task": "delivery.plan", "schedule": 20.0},
            "forget old mail": {"task": "delivery.tidy", "schedule": 6 * 3600.0},
            "silence and erasure": {"task": "delivery.endings", "schedule": 3600.0},
            "tidy the journal": {"task": "journal.tidy", "schedule": 3600.0},
            "canary": {"task": "delivery.canary", "schedule": 30.0},
        },
    }
)
app.autodiscover_tasks(["journal", "insights", "delivery"])
