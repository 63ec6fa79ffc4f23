"""The canary."""

from datetime import datetime

from delivery.models import Canary


def sing(*, now: datetime) -> None:
    """Move the canary: proof that a worker does work."""
    Canary.objects.update_or_create(pk=1, defaults={"sung_at": now})
