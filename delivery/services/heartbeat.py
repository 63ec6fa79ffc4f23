"""Proofs of work: the heartbeat of the workers, the probe of the database."""

from datetime import datetime

from delivery.models import Probe, WorkerHeartbeat


def record_heartbeat(*, now: datetime) -> None:
    """Worker heartbeat, read by /readyz: proof that a worker does work."""
    WorkerHeartbeat.objects.update_or_create(pk=1, defaults={"beat_at": now})


def probe(*, now: datetime) -> bool:
    """Write to the database and read it back; False or DatabaseError when it does not keep what it is given."""
    Probe.objects.update_or_create(pk=1, defaults={"at": now})
    return Probe.objects.filter(pk=1, at__gte=now).exists()
