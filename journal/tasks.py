"""Background jobs of the journal."""

from celery import shared_task
from django.utils import timezone

from journal import restoring


@shared_task(name="journal.tidy")
def tidy() -> None:
    """Empty the trash."""
    restoring.empty_trash(now=timezone.now())
