from django.apps import AppConfig


class ApiConfig(AppConfig):
    """THE DOOR: HTTP in, HTTP out."""

    name = "api"

    def ready(self) -> None:
        """Tell the schema how people sign in."""
        from api import schema  # noqa: F401  registers itself on import
