"""Why a session ended, in place of only whether its account was erased; and when it was last used."""

from typing import Any

import django.utils.timezone
from django.db import migrations, models

ENDED = [
    "idle", "age", "elsewhere", "too_many", "password", "factor", "address", "role", "administrator", "closed", "erased",
]  # fmt: skip


def keep_erased(apps: Any, schema_editor: Any) -> None:
    """What ended with its account says so as before."""
    apps.get_model("accounts", "Session").objects.filter(erased=True).update(ended="erased")


def keep_only_erased(apps: Any, schema_editor: Any) -> None:
    """The way back: the other reasons are forgotten, and their rows with them."""
    sessions = apps.get_model("accounts", "Session").objects
    sessions.exclude(ended__in=("", "erased")).delete()
    sessions.filter(ended="erased").update(erased=True)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_rate_limits"),
    ]

    operations = [
        migrations.AddField(
            model_name="session",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[(why, why.replace("_", " ").title()) for why in ENDED],
                default="",
                max_length=16,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="used_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.RunPython(keep_erased, keep_only_erased),
        migrations.RemoveField(model_name="session", name="erased"),
    ]
