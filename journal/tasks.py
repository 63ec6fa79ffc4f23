"""Doorbells of the journal."""

from django.utils import timezone

from config.celery import app
from journal import history


@app.task(name="journal.tidy")
def tidy() -> None:
    """Empty the trash."""
    history.empty_trash(now=timezone.now())
