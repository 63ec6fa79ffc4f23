"""The outbox for who runs the site: what became of each mail, never what it says."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from config.read_only_admin import ReadOnlyAdmin
from delivery.models import Message, RefusedAddress, Schedule
from delivery.queries.quarantine import quarantined_schedules


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only; the relay alone changes a message."""

    list_display = ("kind", "recipient", "state", "reason", "reply", "attempts", "asked_at", "due_at")
    list_filter = ("state", "kind")
    search_fields = ("recipient",)
    exclude = ("subject", "text", "html", "lease")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mail is written by what causes it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        """See the class."""
        return False


@admin.register(RefusedAddress)
class RefusedAddressAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Addresses that refused mail; deleting one lets mail try again."""

    list_display = ("address", "refused_at", "reply")
    search_fields = ("address",)


@admin.register(Schedule)
class QuarantinedScheduleAdmin(ReadOnlyAdmin):
    """Streams whose next instant could not be reckoned or whose mail could not be put down."""

    list_display = ("id", "stream", "failures", "fault", "due_at")
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[Schedule]:
        """Those in quarantine alone."""
        return quarantined_schedules()
