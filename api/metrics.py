"""The alarms as Prometheus figures: see docs/operations.md for what each asks of whoever hears it."""

import math
import time
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from api.readiness import readiness
from delivery.queries.health import DeliveryHealth


def site_metrics() -> bytes:
    """What is read at each asking; what processes count by themselves is in the standard registry.

    While the database is away the figures that are read from it are missing, and the one that says so is 0.
    """
    # A registry for each asking: gauges of the standard one would keep the values of states that are gone.
    registry, tried = CollectorRegistry(), readiness()
    _gauge(registry, "stillnight_database_writable", "The database takes writes", float(tried.writable))
    _gauge(registry, "stillnight_broker_answers", "The broker answers", float(tried.broker))
    if tried.found is not None:
        _of_delivery(registry, tried.found)
    if settings.BACKUP_STAMP:
        _gauge(registry, "stillnight_backup_age_seconds", "Since the last backup was written", _backup_age())
    return generate_latest(registry)


def _of_delivery(registry: CollectorRegistry, found: DeliveryHealth) -> None:
    # A missing figure raises no alarm; a worker that never worked is older than every threshold.
    age = math.inf if found.heartbeat_age is None else found.heartbeat_age
    for name, about, value in (
        ("stillnight_canary_age_seconds", "Since a worker last did work", age),
        ("stillnight_outbox_oldest_seconds", "Age of the mail that waits longest", found.oldest_due),
        ("stillnight_planning_lag_seconds", "Age of the schedule that is due longest", found.planning_lag),
        ("stillnight_mail_breaker_open", "The mail server is left alone", float(found.breaker_open)),
    ):
        _gauge(registry, name, about, value)
    _by(registry, "stillnight_mails", "Mails of the outbox", "state", found.mails)
    _by(registry, "stillnight_quarantined", "What failed too often", "kind", found.quarantined)


def _by(registry: CollectorRegistry, name: str, about: str, label: str, counts: Mapping[str, int]) -> None:
    gauge = Gauge(name, about, [label], registry=registry)
    for value, count in counts.items():
        gauge.labels(value).set(count)


def _gauge(registry: CollectorRegistry, name: str, about: str, value: float) -> None:
    Gauge(name, about, registry=registry).set(value)


def _backup_age() -> float:
    """By the file that the backup touches when it is done; a missing file is an alarm, not a zero."""
    stamp = Path(settings.BACKUP_STAMP)
    return time.time() - stamp.stat().st_mtime if stamp.exists() else math.inf
