"""A release works on the tables of the next one, so that web processes can be replaced one by one.

Fields are added with a default that the database itself knows, or may be null; nothing is removed or renamed. What
cannot be so needs the site stopped while it migrates, and the handbook says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from django.db.migrations import operations as op
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

APPS = ("accounts", "journal", "insights", "care", "delivery")
# The last migration of each app in 0.1.0, the first release that others can run.
BASE = {"accounts": 5, "journal": 6, "insights": 5, "care": 3, "delivery": 3}
PAGE = (Path(__file__).resolve().parents[1] / "docs" / "operations.md").read_text()
GONE = (op.RemoveField, op.RenameField, op.RenameModel, op.DeleteModel)


def breaks(operation: Operation) -> bool:
    """Whether a process of the release before can no longer write."""
    if isinstance(operation, op.SeparateDatabaseAndState):
        return any(map(breaks, operation.database_operations))
    if isinstance(operation, op.AddField):
        field = operation.field
        return not (field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)
    return isinstance(operation, GONE)


def stops() -> Iterator[str]:
    """Migrations after 0.1.0 that the release before does not survive."""
    for (app, name), migration in sorted(
        MigrationLoader(None).disk_migrations.items(), key=lambda item: item[0]
    ):
        if app in APPS and int(name[:4]) > BASE[app] and any(map(breaks, migration.operations)):
            yield f"{app}.{name}"


def test_a_migration_that_needs_the_site_stopped_is_in_the_handbook() -> None:
    told = set(re.findall(r"`(\w+\.\d{4}_\w+)`", PAGE))
    assert set(stops()) == told


def test_migrations_are_linear_and_named_for_what_they_do() -> None:
    graph = MigrationLoader(None).graph
    for app in APPS:
        assert len(graph.leaf_nodes(app)) == 1
        assert not [name for label, name in graph.nodes if label == app and "_auto_" in name]
