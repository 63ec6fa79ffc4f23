"""The outbox for who runs the site: what became of each mail, never what it says."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from base.read_only_admin import ReadOnlyAdmin
from delivery.models import Message, RefusedAddress, Schedule
from delivery.queries.quarantine import quarantined_schedules


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """The relay alone changes a message; one that was removed may have told somebody of an administrator's act."""

    list_display = ("kind", "recipient", "state", "reason", "reply", "attempts", "asked_at", "due_at")
    list_filter = ("state", "kind")
    search_fields = ("recipient",)
    exclude = ("subject", "text", "html", "lease", "user", "about")


@admin.register(RefusedAddress)
class RefusedAddressAdmin(ReadOnlyAdmin):
    """Addresses that refused mail; deleting one lets mail try again. None is added: it would silence somebody."""

    list_display = ("address", "refused_at", "reply")
    search_fields = ("address",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """See the class."""
        return True


@admin.register(Schedule)
class QuarantinedScheduleAdmin(ReadOnlyAdmin):
    """Streams whose next instant could not be reckoned or whose mail could not be put down."""

    list_display = ("id", "stream", "failures", "fault", "due_at")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        """Those in quarantine alone."""
        return quarantined_schedules()
