from django.apps import AppConfig


class CareConfig(AppConfig):
    """WHO LOOKS AFTER: the therapist's desk."""

    name = "care"
