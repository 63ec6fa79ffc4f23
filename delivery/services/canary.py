"""Proofs of work: the canary of the workers, the probe of the database."""

from datetime import datetime

from delivery.models import Canary, Probe


def sing(*, now: datetime) -> None:
    """Move the canary: proof that a worker does work."""
    Canary.objects.update_or_create(pk=1, defaults={"sung_at": now})


def probe(*, now: datetime) -> bool:
    """Write to the database and read it back; False or DatabaseError when it does not keep what it is given."""
    Probe.objects.update_or_create(pk=1, defaults={"at": now})
    return Probe.objects.filter(pk=1, at__gte=now).exists()
