"""Background jobs of privacy."""

import logging

from celery import shared_task
from django.utils import timezone

from privacy import services
from privacy.errors import BackupError

log = logging.getLogger(__name__)
LONGEST = 6 * 3600


# Acknowledged at once: it may last longer than the broker waits before it hands a task to a second worker.
@shared_task(name="privacy.back_up", acks_late=False, soft_time_limit=LONGEST, time_limit=LONGEST + 60)
def back_up() -> None:
    """Write the scheduled backup if it is due; the next tick tries again what failed."""
    try:
        services.back_up_if_due(now=timezone.now())
    except BackupError as fault:
        log.error("no backup was written: %s", fault)


@shared_task(name="delivery.endings")  # its name on the broker since the first release
def endings() -> None:
    """Ask and warn those silent for long, and erase what is due."""
    services.handle_inactivity(now=timezone.now())
    services.erase_due(now=timezone.now())
