"""The nights of a caseload from an index alone: a night's row is wide, and 500 patients have tens of thousands."""

from typing import Any

from django.db import migrations

MAKE = (
    "CREATE INDEX care_night_facts ON journal_night (patient_id, date) INCLUDE (id, pain, late) "
    "WHERE deleted_at IS NULL"
)
UNMAKE = "DROP INDEX care_night_facts"


def on_postgresql(statement: str) -> Any:
    """Covering indexes are PostgreSQL's; SQLite serves one machine's few patients without."""

    def run(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("care", "0001_first_desk"),
        ("journal", "0001_first_record"),
    ]

    operations = [
        migrations.RunPython(on_postgresql(MAKE), on_postgresql(UNMAKE)),
    ]
