from django.apps import AppConfig


class InsightsConfig(AppConfig):
    """WHAT IT MAY MEAN: patterns, flags, tips."""

    name = "insights"

    def ready(self) -> None:
        from insights import checks  # noqa: F401  registers the content checks
