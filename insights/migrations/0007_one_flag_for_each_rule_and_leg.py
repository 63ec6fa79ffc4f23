from datetime import datetime
from typing import Any

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CLOSING = ("seen_cleared", "seen_treated", "mistap")


def fill(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    """Each flag gets the one telling it stands for; each reply the rule and leg it was about."""
    replies = apps.get_model("insights", "FlagReply").objects
    answered = set(replies.filter(outcome__in=CLOSING, undone_at=None).values_list("flag_id", flat=True))
    for flag in apps.get_model("insights", "Flag").objects.iterator(chunk_size=500):
        flag.tellings = [_telling(flag, answered)]
        flag.save(update_fields=["tellings"])
    for reply in replies.select_related("flag").iterator(chunk_size=500):
        reply.patient_id, reply.rule, reply.side = reply.flag.patient_id, reply.flag.rule, reply.flag.side
        reply.answers = reply.flag.tellings[0]["answers"]
        reply.save(update_fields=["patient", "rule", "side", "answers"])


def _telling(flag: Any, answered: set[Any]) -> dict[str, Any]:
    night, raised = flag.night.isoformat(), _text(flag.raised_at)
    settled = flag.closed_at is not None and flag.pk not in answered
    return {
        "rule": flag.rule,
        "leg": flag.side,
        "level": flag.level,
        "items": list(flag.items),
        "night": night,
        "given": raised,
        "at": raised,
        "found_at": raised,
        "raised_at": raised,
        "answers": sorted(f"{night}/{item}" for item in flag.items if "." in item),
        "worst": None,
        "places": [],
        "version": flag.rule_version,
        "settled_at": _text(flag.closed_at) if settled else None,
    }


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("insights", "0006_readings_set_aside"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="flag", name="flag_one_open_per_rule"),
        migrations.AddField("flag", "tellings", models.JSONField(default=list)),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.UniqueConstraint(
                fields=["patient", "rule", "side"],
                condition=models.Q(closed_at__isnull=True),
                name="flag_one_open_per_rule_and_leg",
            ),
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(fields=["patient", "closed_at"], name="flag_of_late"),
        ),
        migrations.AddField(
            "flagreply",
            "patient",
            models.ForeignKey(
                "accounts.patient",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flag_replies",
            ),
        ),
        migrations.AddField(
            "flagreply", "rule", models.CharField(max_length=8, default=""), preserve_default=False
        ),
        migrations.AddField(
            "flagreply",
            "side",
            models.CharField(max_length=8, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField("flagreply", "answers", models.JSONField(default=list)),
        migrations.AddField("flagreply", "worst", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("flagreply", "places", models.JSONField(default=list)),
        migrations.AlterField("flagreply", "level", models.CharField(max_length=12, blank=True)),
        migrations.AlterField(
            "flagreply",
            "flag",
            models.ForeignKey(
                "insights.flag",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="replies",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
