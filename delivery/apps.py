from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """WHO HEARS OF IT, AND HOW: outbox and mail."""

    name = "delivery"
