"""Background jobs of delivery: each finds its work in rows, so that twice does no harm."""

from celery import shared_task
from django.utils import timezone

from accounts import services as accounts
from accounts.sessions import SessionStore
from delivery import services


@shared_task(name="delivery.relay")
def relay() -> None:
    """Send what is due."""
    services.relay(now=timezone.now())


@shared_task(name="delivery.plan")
def plan() -> None:
    """Put down what has become due, and push."""
    services.plan(now=timezone.now())
    services.push_due(now=timezone.now())


@shared_task(name="delivery.tidy")
def tidy() -> None:
    """Forget what was done with long ago."""
    services.forget_old(now=timezone.now())
    services.forget_old_pushes(now=timezone.now())
    accounts.forget_old_limits(now=timezone.now())
    SessionStore.clear_expired()


@shared_task(name="delivery.canary")  # its name on the broker since the first release
def heartbeat() -> None:
    """Show that this worker works."""
    services.record_heartbeat(now=timezone.now())
