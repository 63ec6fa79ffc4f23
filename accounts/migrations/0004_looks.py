"""The log of looks, which the database lets nobody change or shorten."""

from typing import Any

from django.db import migrations, models

INDEX = "CREATE INDEX look_of_patient ON accounts_look (patient, id DESC)"
REFUSALS = {
    "sqlite": [
        "CREATE TRIGGER look_is_not_changed BEFORE UPDATE ON accounts_look "
        "BEGIN SELECT RAISE(ABORT, 'the log of looks is only added to'); END",
        "CREATE TRIGGER look_is_not_removed BEFORE DELETE ON accounts_look "
        "BEGIN SELECT RAISE(ABORT, 'the log of looks is only added to'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION look_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log of looks is only added to'; END $$",
        "CREATE TRIGGER look_is_not_changed BEFORE UPDATE OR DELETE ON accounts_look "
        "FOR EACH ROW EXECUTE FUNCTION look_is_kept()",
        "CREATE TRIGGER look_is_not_emptied BEFORE TRUNCATE ON accounts_look "
        "FOR EACH STATEMENT EXECUTE FUNCTION look_is_kept()",
    ],
}


def make(apps: Any, schema_editor: Any) -> None:
    """The table as the model says it, then the refusals in the words of this database."""
    schema_editor.create_model(apps.get_model("accounts", "Look"))
    for statement in (INDEX, *REFUSALS[schema_editor.connection.vendor]):
        schema_editor.execute(statement)


def unmake(apps: Any, schema_editor: Any) -> None:
    """The table with its triggers, and the function where there is one."""
    schema_editor.delete_model(apps.get_model("accounts", "Look"))
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION look_is_kept()")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_pseudonyms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("patient", models.UUIDField()),
                ("reader", models.UUIDField(null=True)),
                (
                    "role",
                    models.CharField(
                        choices=[("therapist", "Therapist"), ("carer", "Carer"), ("visit", "Visit")],
                        max_length=12,
                    ),
                ),
                ("what", models.CharField(max_length=40)),
            ],
            options={
                "db_table": "accounts_look",
                "managed": False,
            },
        ),
        migrations.RunPython(make, unmake),
    ]
