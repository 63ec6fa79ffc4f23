"""The site's administration: accounts, never health data."""

from django.contrib import admin

from accounts.models import User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Accounts: who may sign in and run the site."""

    list_display = ("email", "is_active", "is_staff", "is_therapist", "created_at")
    search_fields = ("email",)
    readonly_fields = ("created_at", "last_login")
    exclude = ("password", "user_permissions", "groups")
