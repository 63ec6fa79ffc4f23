"""Background jobs of insights: each finds its work in rows, so that twice does no harm."""

import time

from celery import shared_task
from django.utils import timezone

from insights import services

BUDGET = 20.0  # seconds


@shared_task(name="insights.read_moved")  # its name on the broker since the first release
def analyse_changed() -> None:
    """Read diaries that moved, chunk by chunk, for as long as a tick may take; the next goes on."""
    began = time.monotonic()
    while services.analyse_changed(now=timezone.now()) and time.monotonic() - began < BUDGET:
        pass
