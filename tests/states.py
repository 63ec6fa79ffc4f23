"""Every test's database refuses a step between states that is not declared."""

from collections.abc import Iterator

from django.db import connection

from base.states import StateMachine
from tools.reference.states import MACHINES


def guard() -> None:
    """Set triggers on every table with a state machine."""
    with connection.cursor() as cursor:
        for machine in MACHINES.values():
            for statement in _triggers(machine):
                cursor.execute(statement)


def _triggers(machine: StateMachine) -> Iterator[str]:
    old, new = _state(machine, "OLD"), _state(machine, "NEW")
    steps = " OR ".join(
        f"({old} = '{before}' AND {new} = '{after}')" for before, after in sorted(machine.pairs)
    )
    wrong = f"({old}) <> ({new}) AND NOT ({steps})"
    name, complaint = f"{machine.table}_state", f"undeclared step of {machine.table}"
    event = f"CREATE TRIGGER {name} BEFORE UPDATE ON {machine.table}"
    if connection.vendor == "sqlite":
        yield f"{event} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{complaint}'); END"
        return
    yield (
        f"CREATE FUNCTION {name}_refused() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{complaint}'; END $$"
    )
    yield f"{event} FOR EACH ROW WHEN ({wrong}) EXECUTE FUNCTION {name}_refused()"


def _state(machine: StateMachine, row: str) -> str:
    column = f"{row}.{machine.column}"
    if machine.before_and_after is None:
        return column
    before, after = machine.before_and_after
    return f"CASE WHEN {column} IS NULL THEN '{before}' ELSE '{after}' END"
