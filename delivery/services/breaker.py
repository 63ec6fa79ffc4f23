"""Circuit breaker: leaves a mail server that fails alone; kept in the database, so that every worker knows."""

import logging
from datetime import datetime, timedelta

from django.db.models import F

from delivery.models import Breaker

log = logging.getLogger(__name__)

FAILURES = 5
PAUSE = timedelta(minutes=5)


def record_failure(*, now: datetime) -> None:
    """Count one failure of the line; after `FAILURES` in a row nobody tries for `PAUSE`."""
    Breaker.objects.get_or_create(pk=1)
    # Added by the database: workers that fail at the same moment would overwrite each other's count.
    Breaker.objects.filter(pk=1).update(failures=F("failures") + 1)
    opened = Breaker.objects.filter(pk=1, failures__gte=FAILURES).update(failures=0, open_until=now + PAUSE)
    if opened:
        log.error("mail server left alone until %s", now + PAUSE)


def record_success() -> None:
    """The line does its work: start counting anew."""
    # Only where there is something to take back, so that mail that goes well does not rewrite one row for ever.
    Breaker.objects.filter(pk=1, failures__gt=0).update(failures=0)
