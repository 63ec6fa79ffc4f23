"""The history of consents and agreements, which the database lets nobody rewrite: a row only ends, and goes only with
an account that is being erased.
"""

from collections.abc import Iterator
from typing import Any

from django.db import migrations, models

SAID = {
    "accounts_consent": "a consent is never rewritten",
    "accounts_agreement": "an agreement is never rewritten",
}
FIXED = {
    "accounts_consent": (
        "id", "patient_id", "grantee_id", "scope", "from_date", "until_date", "accepted_as", "accepted_at", "created_at",
    ),
    "accounts_agreement": ("id", "user_id", "version", "language", "agreed_at"),
}  # fmt: skip
BACK = {
    "accounts_consent": (
        "(OLD.state = 'ended' AND NEW.state <> 'ended') OR (OLD.state = 'active' AND NEW.state NOT IN ('active', 'ended'))"
        " OR (OLD.ended_at IS NOT NULL AND {ended})"
        " OR (NEW.replaces_id IS NOT NULL AND {replaces})"
    ),
    "accounts_agreement": "OLD.ended_at IS NOT NULL AND {ended}",
}
ERASED = {
    "accounts_consent": (
        "EXISTS (SELECT 1 FROM accounts_user u WHERE u.being_erased AND (u.id = OLD.grantee_id"
        " OR u.id = (SELECT p.user_id FROM accounts_patient p WHERE p.id = OLD.patient_id)))"
    ),
    "accounts_agreement": "EXISTS (SELECT 1 FROM accounts_user u WHERE u.being_erased AND u.id = OLD.user_id)",
}
# Where the account itself is gone already, the whole database is being emptied.
GONE = {
    "accounts_consent": "NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.grantee_id)",
    "accounts_agreement": "NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = OLD.user_id)",
}
DIFFERS = {"sqlite": "OLD.{0} IS NOT NEW.{0}", "postgresql": "OLD.{0} IS DISTINCT FROM NEW.{0}"}


def refused(table: str, vendor: str) -> tuple[str, str]:
    """When a change and when a removal is refused."""
    differs = DIFFERS[vendor].format
    back = BACK[table].format(ended=differs("ended_at"), replaces=differs("replaces_id"))
    changed = " OR ".join([*map(differs, FIXED[table]), back])
    return changed, f"NOT ({ERASED[table]} OR {GONE[table]})"


def statements(vendor: str) -> Iterator[str]:
    """Both refusals for both tables, in the words of this database."""
    for table, words in SAID.items():
        for event, wrong in zip(("UPDATE", "DELETE"), refused(table, vendor), strict=True):
            name = f"{table}_kept_on_{event.lower()}"
            if vendor == "sqlite":
                yield (
                    f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {wrong} "
                    f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
                )
                continue
            row = "NEW" if event == "UPDATE" else "OLD"
            yield (
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{words}'; END IF; RETURN {row}; END $$"
            )
            yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def keep(apps: Any, schema_editor: Any) -> None:
    """From now on."""
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def let_go(apps: Any, schema_editor: Any) -> None:
    """The way back."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in SAID:
        for event in ("update", "delete"):
            name = f"{table}_kept_on_{event}"
            schema_editor.execute(f"DROP TRIGGER {name}{f' ON {table}' if postgresql else ''}")
            if postgresql:
                schema_editor.execute(f"DROP FUNCTION {name}()")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_why_sessions_end"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="being_erased",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.RunPython(keep, let_go),
    ]
