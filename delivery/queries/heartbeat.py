"""Reads of delivery."""

from datetime import datetime

from delivery.models import WorkerHeartbeat


def last_heartbeat() -> datetime | None:
    """When a worker last did work."""
    return WorkerHeartbeat.objects.values_list("beat_at", flat=True).first()
