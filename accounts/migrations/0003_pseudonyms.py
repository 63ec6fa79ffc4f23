"""Give every account the name it bears in the log of looks."""

import uuid
from typing import Any

from django.db import migrations, models


def name_each(apps: Any, schema_editor: Any) -> None:
    """A fresh one for every account that is there already."""
    users = apps.get_model("accounts", "User").objects
    for user in users.filter(pseudonym=None).only("pk"):
        users.filter(pk=user.pk).update(pseudonym=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sharing_and_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="pseudonym",
            field=models.UUIDField(null=True, editable=False),
        ),
        migrations.RunPython(name_each, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="user",
            name="pseudonym",
            field=models.UUIDField(default=uuid.uuid4, unique=True, editable=False),
        ),
    ]
