from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """WHO HEARS OF IT, AND HOW: outbox, mail and push."""

    name = "delivery"

    def ready(self) -> None:
        """Register the checks of the words; have sign-up do the same work for everybody."""
        from delivery import (
            checks,  # noqa: F401  registers itself
            same_work,
        )

        same_work.install()
