from django.apps import AppConfig


class ApiConfig(AppConfig):
    """THE DOOR: HTTP in, HTTP out."""

    name = "api"
