"""Doorbells of insights."""

from django.utils import timezone

from config.celery import app
from insights import services


@app.task(name="insights.read_moved")
def read_moved() -> None:
    """Read every diary that moved, chunk by chunk."""
    while services.read_moved(now=timezone.now()):
        pass
