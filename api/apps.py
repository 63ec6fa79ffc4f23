from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The API layer: HTTP in, HTTP out."""

    name = "api"

    def ready(self) -> None:
        """Tell the schema how people sign in, and register the checks of a server."""
        from api import deploy_checks  # noqa: F401  registers itself on import
        from api.openapi import hooks, models  # noqa: F401  register themselves on import
