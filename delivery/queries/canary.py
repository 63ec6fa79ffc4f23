"""Reads of delivery."""

from datetime import datetime

from delivery.models import Canary


def canary() -> datetime | None:
    """When a worker last did work."""
    return Canary.objects.values_list("sung_at", flat=True).first()
