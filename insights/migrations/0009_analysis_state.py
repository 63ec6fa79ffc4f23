"""How far a diary has been analysed is its analysis state in the code; the table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insights", "0008_replies_have_their_patient")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("Reading", "AnalysisState"),
                migrations.AlterModelTable("analysisstate", "insights_reading"),
                migrations.AlterField(
                    "analysisstate",
                    "patient",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="analysis_state",
                        serialize=False,
                        to="accounts.patient",
                    ),
                ),
            ]
        )
    ]
