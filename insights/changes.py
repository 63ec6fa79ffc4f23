"""What is shown differently from a week ago, and whether the nights or the method may be why."""

from collections.abc import Mapping
from typing import Any

from insights.models import Insight
from insights.series.content import content

# The order of the verdicts a shown pattern can have.
STRENGTH = ("some", "strong")


def changed(before: Insight, after: Insight) -> dict[str, Any]:
    """Patterns that came, went or changed their verdict, as a patient is shown them.

    When engine or content differ, `remade` says so and `earlier` keeps the patterns in the words of that day.
    """
    said, since = content().changes.sentences, before.day.isoformat()
    was, now = _shown(before), _shown(after)
    rows = [row for name in [*now, *(one for one in was if one not in now)] if (row := _row(name, was, now))]
    texts = [{**row, "text": said[row["change"]].format(name=row["name"], since=since)} for row in rows]
    remade = (before.engine, before.content) != (after.engine, after.content)
    versions = {
        "was_engine": before.engine,
        "engine": after.engine,
        "was_content": before.content,
        "content": after.content,
    }
    return {
        "since": since,
        "patterns": texts,
        "text": None if texts else said["none"].format(since=since),
        "remade": said["remade"].format(since=since, **versions) if remade else None,
        "earlier": list(was.values()) if remade else [],
    }


def _shown(insight: Insight) -> dict[str, Mapping[str, Any]]:
    """The patterns put before the patient that day, by id. One that needs a warning beside it is named on its
    card alone, never here.
    """
    shown = insight.comparison["patient"]["profiles"]
    return {one["id"]: one for one in shown if not one["with_warning"]}


def _row(
    name: str, was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any] | None:
    """The change of one pattern, named as it was last shown; None when there is none."""
    if name not in was or name not in now:
        known = now.get(name) or was[name]
        return {"id": name, "name": known["name"], "change": "appeared" if name in now else "left"}
    steps = STRENGTH.index(now[name]["verdict"]) - STRENGTH.index(was[name]["verdict"])
    if not steps:
        return None
    return {"id": name, "name": now[name]["name"], "change": "stronger" if steps > 0 else "weaker"}
