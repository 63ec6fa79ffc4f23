"""Django's administration with a site of our own: nothing is registered but what is named here."""

from django.contrib.admin.apps import SimpleAdminConfig


class AdministrationConfig(SimpleAdminConfig):
    """No autodiscovery: allauth and whatever is installed next keep their models to themselves."""

    default_site = "api.administration.site.Site"

    def ready(self) -> None:
        """Register what administrators see."""
        super().ready()
        from api.administration import people  # noqa: F401  registers itself
        from delivery import admin as outbox  # noqa: F401
        from insights import admin as readings  # noqa: F401
