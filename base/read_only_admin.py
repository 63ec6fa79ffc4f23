"""An administration page to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whoever may enter the administration sees it; nothing is added, changed or deleted here."""

    # Django's own action deletes what is selected: past the verbs, their reasons and the mail about them.
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        """See the class."""
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See the class."""
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        """See the class."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See the class."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See the class."""
        return False

    def lookup_allowed(self, lookup: str, value: object, request: HttpRequest | None = None) -> bool:
        """The page's own filters alone: by what it finds, any other tells what a column holds that is not shown."""
        return lookup.partition("__")[0] in self.list_filter
