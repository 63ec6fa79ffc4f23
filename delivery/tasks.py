"""Doorbells of the outbox."""

from django.utils import timezone

from config.celery import app
from delivery import services


@app.task(name="delivery.relay")
def relay() -> None:
    """Send what is due."""
    services.relay(now=timezone.now())


@app.task(name="delivery.canary")
def canary() -> None:
    """Show that this worker works."""
    services.sing(now=timezone.now())
