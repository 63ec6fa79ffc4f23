from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Export of everything, erasure, backup, restore, erasure again."""

    name = "privacy"

    def ready(self) -> None:
        """Register the checks."""
        from privacy import checks  # noqa: F401  registers itself
