"""Doorbells of the journal."""

from django.utils import timezone

from config.celery import app
from journal import closing, history


@app.task(name="journal.tidy")
def tidy() -> None:
    """Empty the trash and erase what is due."""
    history.empty_trash(now=timezone.now())
    closing.erase_due(now=timezone.now())
