"""The index a caseload reads holds whether the night hurt, as its episodes say it."""

from typing import Any

from django.db import migrations

FACTS = (
    "CREATE INDEX care_night_facts ON journal_night (patient_id, date) INCLUDE ({}) WHERE deleted_at IS NULL"
)
DROP = "DROP INDEX care_night_facts"


def on_postgresql(columns: str) -> Any:
    """The index anew with these columns beside it; SQLite has none."""

    def run(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(DROP)
            schema_editor.execute(FACTS.format(columns))

    return run


class Migration(migrations.Migration):
    # An index is made in a transaction of its own: PostgreSQL refuses it behind the rows the column was filled with.
    dependencies = [
        ("care", "0003_caseload_index_holds_the_worst"),
        ("journal", "0008_the_night_read"),
    ]

    operations = [
        migrations.RunPython(on_postgresql("pain, painful, late, worst"), on_postgresql("pain, late, worst")),
    ]
