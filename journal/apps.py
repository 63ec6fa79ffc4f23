from django.apps import AppConfig


class JournalConfig(AppConfig):
    """WHAT HAPPENED: nights and everything in them."""

    name = "journal"
