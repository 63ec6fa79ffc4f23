"""Signers, corrected addresses, the reason of an administrator's act, and codes that prove who someone is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_agreements_and_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="is_signer",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="address_corrected_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunSQL(
            sql="ALTER TABLE accounts_look ADD COLUMN reason varchar(200) NOT NULL DEFAULT ''",
            reverse_sql="ALTER TABLE accounts_look DROP COLUMN reason",
            state_operations=[
                migrations.AddField(
                    model_name="look",
                    name="reason",
                    field=models.CharField(default="", max_length=200),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ProofCode",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="proof_code",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("session", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
    ]
