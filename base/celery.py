"""The Celery app, by which work is asked of a worker: its switches. What runs when stands in `config.celery`.

Tasks are declared with `shared_task`, so that no application needs to know this module; `base.nudge` asks for one.
"""

from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings

from base import tracing

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
    }
)
tracing.follow_tasks(task_prerun)


@setup_logging.connect
def _as_everywhere(**_: Any) -> None:
    """Worker and beat write their lines by the site's own settings; connecting keeps Celery from its own."""
