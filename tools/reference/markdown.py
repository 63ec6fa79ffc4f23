"""Pieces of Markdown."""

from collections.abc import Iterable

from journal import vocabulary

HEALTH = {
    "birth_year": "year of birth",
    "weeks_of_trouble": "weeks of trouble",
    "bother": "how much it bothers",
}
# The first part of an id, and the group of the vocabulary it stands for; checks are written without one.
GROUPS = {"help": "action", "worse": "action", "dates": "health_date", "rel": "rel"}
SAID = {"help": "{} helped", "worse": "{} made it worse"}


def document(title: str, *parts: str) -> str:
    """A page with its title; it says that it is written by a command."""
    note = "Written by `make docs` from content and code. Edit those, not this page."
    return "\n\n".join([f"# {title}", note, *(part for part in parts if part)]) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table; bars within a cell are escaped."""
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def named(id: str) -> str:
    """An id with its English label, as the rules write it; the id alone where nothing has that name."""
    label = _label(id)
    return f"`{id}` {label}" if label else f"`{id}`"


def _label(id: str) -> str:
    words = vocabulary.load()
    if id in HEALTH:
        return HEALTH[id]
    group, dot, item = id.partition(".")
    if dot and (within := GROUPS.get(group, group)) in words.groups and item in words.ids(within):
        return SAID.get(group, "{}").format(words.label(within, item))
    return words.label("check", id) if id in words.ids("check") else ""
