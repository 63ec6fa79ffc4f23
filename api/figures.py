"""The alarms as Prometheus figures: see docs/operations.md for what each asks of whoever hears it."""

import math
import time
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from delivery.queries.standing import standing


def figures() -> bytes:
    """What is read at each asking; what processes count by themselves is in the standard registry."""
    registry, found = CollectorRegistry(), standing(timezone.now())
    _gauge(
        registry,
        "stillnight_canary_age_seconds",
        "Since a worker last did work",
        math.inf if found.canary_age is None else found.canary_age,
    )
    _gauge(
        registry, "stillnight_outbox_oldest_seconds", "Age of the mail that waits longest", found.oldest_due
    )
    _gauge(
        registry, "stillnight_mail_breaker_open", "The mail server is left alone", float(found.breaker_open)
    )
    mails = Gauge("stillnight_mails", "Mails of the outbox by state", ["state"], registry=registry)
    for state, count in found.mails.items():
        mails.labels(state).set(count)
    if settings.BACKUP_STAMP:
        _gauge(registry, "stillnight_backup_age_seconds", "Since the last backup was written", _backup_age())
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, about: str, value: float) -> None:
    Gauge(name, about, registry=registry).set(value)


def _backup_age() -> float:
    """By the file that the backup touches when it is done; a missing file is an alarm, not a zero."""
    stamp = Path(settings.BACKUP_STAMP)
    return time.time() - stamp.stat().st_mtime if stamp.exists() else math.inf
