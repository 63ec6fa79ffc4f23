from django.apps import AppConfig


class CareConfig(AppConfig):
    """WHO LOOKS AFTER: the therapist's desk."""

    name = "care"

    def ready(self) -> None:
        from care import checks  # noqa: F401  registers the content checks
