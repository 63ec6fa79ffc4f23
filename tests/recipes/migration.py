"""A migration: a therapist may pin a note."""

from collections.abc import Callable

from tests.recipes.tree import Tree

FIELD = "    pinned = models.BooleanField(default=False, db_default=False)\n"


def field(tree: Tree) -> None:
    text = tree.read("care/models.py")
    start = text.index("class Note(")
    line = next(line for line in text[start:].splitlines() if line.startswith("    text = "))
    tree.write("care/models.py", text[:start] + text[start:].replace(f"{line}\n", f"{line}\n{FIELD}", 1))


def migrate(tree: Tree) -> None:
    tree.made("python", "manage.py", "makemigrations", "care", "-n", "notes_are_pinned")


def form(tree: Tree) -> None:
    tree.made("ruff", "format", "care/migrations")


STEPS: tuple[Callable[[Tree], None], ...] = (field, migrate, form)
CHECKS = (
    "python manage.py makemigrations --check --dry-run",
    "pytest tests/test_migrations.py tests/privacy/rights",
    "ruff format --check care",
)
MISSED = ("migrate", "form")
