"""The Celery app, by which work is asked of a worker: its switches. What runs when stands in `config.celery`.

Tasks are declared with `shared_task`, so that no application needs to know this module; `base.nudge` asks for one.
"""

from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.conf import settings

from base import tracing

# Longer than `task_time_limit`, or a task that is still at work would be handed to a second worker.
# Kombu by itself looks for lost messages only every hundred seconds or so.
VISIBILITY = {"visibility_timeout": 600, "unacked_restore_interval": 10, "unacked_restore_throttle": 1}

app = Celery("stillnight")
app.config_from_object(
    {
        "broker_url": settings.REDIS_URL,
        "timezone": "UTC",
        # What a task did stands in rows; a result backend would be a second record (docs/adr/0002).
        "task_ignore_result": True,
        # A killed worker's message goes to another: every task bears being run twice.
        "task_acks_late": True,
        # Late acknowledgement alone does not survive a killed child, whose message Celery would call done.
        "task_reject_on_worker_lost": True,
        # The soft limit is raised within the task, which then has half a minute to end in order.
        "task_time_limit": 120,
        "task_soft_time_limit": 90,
        # JSON alone: a pickled message would let whoever reaches the broker run code here.
        "task_serializer": "json",
        "accept_content": ["json"],
        # A message held in reserve behind a slow mail server would wait while another worker has nothing to do.
        "worker_prefetch_multiplier": 1,
        # Memory that leaks goes with its process.
        "worker_max_tasks_per_child": 500,
        "worker_max_memory_per_child": 300_000,
        # The broker hands such a message out again: running on, its work would be done twice at once.
        "worker_cancel_long_running_tasks_on_connection_loss": True,
        # Ended within a COMMIT, nobody would know what is kept; so what is in hand may finish.
        "worker_soft_shutdown_timeout": 30,
        "worker_enable_soft_shutdown_on_idle": True,
        "worker_hijack_root_logger": False,
        "broker_connection_retry_on_startup": True,
        # The default gives up after a hundred tries: a long outage of the broker would leave no worker.
        "broker_connection_max_retries": None,
        "broker_transport_options": {
            **VISIBILITY,
            # A frozen broker would otherwise hold whoever speaks to it for as long as it is frozen.
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
