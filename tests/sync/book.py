"""What was said to be saved, and what a unit says in one word, wherever it is read."""

import json
from dataclasses import dataclass, field
from typing import Any

from tests.sync import server as site

Unit = tuple[str, str]


@dataclass(slots=True)
class Saved:
    """The last thing that one phone said to have on its disk of one unit."""

    owner: str
    phone: int
    unit: Unit
    mark: Any

    def among(self, marks: set[tuple[Unit, str]]) -> bool:
        """Surely there: a yes or a deletion may be an older one of its unit."""
        return isinstance(self.mark, str) and (self.unit, frozen(self.mark)) in marks


@dataclass(slots=True)
class Book:
    """What the world has promised. Owners: a person's name, `guest 1` of whoever is nobody yet."""

    saved: dict[tuple[str, int, Unit], Saved] = field(default_factory=dict)
    # Units of which it is not known what is last: an undo, a crash in the middle, a reply that takes answers back.
    open_units: set[tuple[str, Unit]] = field(default_factory=set)
    owners: dict[str, set[str]] = field(default_factory=dict)
    acknowledged: dict[str, tuple[str, Any]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    told: dict[str, set[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def unit_of(tap: dict[str, Any]) -> Unit | None:
    """Which unit a tap writes; None where it writes none of its own."""
    match tap["do"]:
        case "note":
            return ("night", tap["date"])
        case "episode" | "remove":
            return ("episode", tap["id"])
        case "event":
            return ("event", tap["id"])
        case "day" | "check":
            return (tap["do"], f"{tap['date']}/{tap['id']}")
    return None


def mark_of(kind: str, data: Any) -> Any:
    """What a unit says, in one word; None of one that is deleted."""
    if data is None:
        return None
    return data.get({"night": "note", "episode": "note", "event": "text"}.get(kind, "value"))


def marks_shown(seen: dict[str, Any]) -> dict[Unit, Any]:
    """What the screen shows, by unit."""
    found: dict[Unit, Any] = {}
    for day, night in seen["nights"].items():
        if night.get("note"):
            found["night", day] = night["note"]
        found |= {("episode", one["id"]): one.get("note") for one in night.get("episodes") or []}
        for kind, name in (("day", "day"), ("check", "checks")):
            found |= {(kind, f"{day}/{id_}"): value for id_, value in (night.get(name) or {}).items()}
    found |= {("event", one["key"]): one["data"]["text"] for one in seen["others"] if one["kind"] == "event"}
    return found


def frozen(mark: Any) -> str:
    return json.dumps(mark)


def logged_marks(name: str) -> set[tuple[Unit, str]]:
    """Unit and mark of every edit that the server has of someone; none of a guest."""
    if name.startswith("guest"):
        return set()
    return {((row.kind, row.key), frozen(mark_of(row.kind, row.data))) for row in site.changes(name)}
