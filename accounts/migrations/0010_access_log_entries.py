"""The access log's rows bear the name of the field; their table keeps its own, `accounts_look`.

Nothing is done to the database, so the release before works on.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_consents_are_kept")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.RenameModel("Look", "AccessLogEntry")]
        )
    ]
