import django.db.models.deletion
from django.db import migrations, models

OUTCOMES = [
    ("seen_cleared", "Cleared"),
    ("seen_treated", "Treated"),
    ("could_not_reach", "Not Reached"),
    ("mistap", "Mistap"),
    ("still_so", "Still So"),
    ("gone", "Gone"),
    ("not_now", "Not Now"),
    ("not_yet", "Not Yet"),
    ("need_help", "Need Help"),
    ("talked", "Talked"),
    ("safe_now", "Safe Now"),
    ("taken_back", "Taken Back"),
]


class Migration(migrations.Migration):
    """Apart from the filling: PostgreSQL alters no table whose rows a transaction has just changed."""

    dependencies = [("insights", "0007_one_flag_for_each_rule_and_leg")]

    operations = [
        migrations.AlterField(
            "flagreply",
            "patient",
            models.ForeignKey(
                "accounts.patient",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="flag_replies",
            ),
        ),
        migrations.AlterField("flagreply", "outcome", models.CharField(max_length=16, choices=OUTCOMES)),
        migrations.AddIndex(
            model_name="flagreply",
            index=models.Index(fields=["patient", "replied_at"], name="flag_reply_of_late"),
        ),
    ]
