"""The canary is a worker heartbeat in the code; table and column keep their names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_probe_of_the_database")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Canary", "WorkerHeartbeat"),
                migrations.AlterModelTable("workerheartbeat", "delivery_canary"),
                migrations.RenameField("workerheartbeat", "sung_at", "beat_at"),
                migrations.AlterField(
                    "workerheartbeat", "beat_at", models.DateTimeField(db_column="sung_at")
                ),
            ]
        )
    ]
