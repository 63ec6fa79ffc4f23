"""What people agree to is kept; sessions name their user, and nobody is signed out by the move."""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import migrations, models


def move_sessions(apps: Any, schema_editor: Any) -> None:
    """The new store bears Django's own name, so what it signed is good here too."""
    old, new = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    known = {str(pk) for pk in apps.get_model("accounts", "User").objects.values_list("pk", flat=True)}
    for row in old.objects.iterator():
        user = SessionStore().decode(row.session_data).get("_auth_user_id")
        facts = {"session_data": row.session_data, "expire_date": row.expire_date}
        new.objects.create(session_key=row.session_key, user_id=user if user in known else None, **facts)
    old.objects.all().delete()


def move_back(apps: Any, schema_editor: Any) -> None:
    """As before, without whose they are."""
    old, new = apps.get_model("sessions", "Session"), apps.get_model("accounts", "Session")
    for row in new.objects.filter(erased=False).iterator():
        facts = {"session_data": row.session_data, "expire_date": row.expire_date}
        old.objects.create(session_key=row.session_key, **facts)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_looks"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("erased", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=32)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("de", "Deutsch"), ("es", "Español")], max_length=8
                    ),
                ),
                ("agreed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("agreed_at")),
                            _connector="OR",
                        ),
                        name="agreement_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user",),
                        name="agreement_one_stands",
                    ),
                ],
            },
        ),
        migrations.RunPython(move_sessions, move_back),
    ]
