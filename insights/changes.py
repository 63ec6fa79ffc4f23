"""What is shown differently from a week ago, and whether the nights or the method may be why."""

from collections.abc import Mapping
from typing import Any, Literal

from insights.comparison.wording import KEPT_IN, name_of
from insights.models import Insight
from insights.series.content import content
from insights.series.trends import day_month

View = Mapping[str, Any]
Shown = Mapping[str, Mapping[str, Any]]
Cause = Literal["method", "nights", "both"]

# The order of the verdicts a shown pattern can have.
STRENGTH = ("some", "strong")


def remade(before: Insight, after: Insight) -> bool:
    """Whether the method itself was changed in between: the engine, or the content it reads."""
    return (before.engine, before.content) != (after.engine, after.content)


def changed(
    before: Insight, after: Insight, again: View | None = None, language: str = KEPT_IN
) -> dict[str, Any]:
    """Patterns that came, went or changed their verdict, as a patient is shown them.

    When engine or content differ, `remade` says so and `earlier` keeps the patterns in the words of that day;
    `again` is what today's method says of the nights up to then, and tells whether a change comes from the method.
    """
    spoken = content(language)
    said, since = spoken.changes.sentences, day_month(before.day, spoken)
    was, now = _shown(before.comparison["patient"]), _shown(after.comparison["patient"])
    redone = None if again is None else _shown(again)
    rows = [row for name in [*now, *(one for one in was if one not in now)] if (row := _row(name, was, now))]
    rows = [{**row, "name": name_of(row["id"], language, row["name"])} for row in rows]
    texts = [{**row, "text": _text(row, said, since, _cause(row["id"], was, now, redone))} for row in rows]
    versions = {
        "was_engine": before.engine,
        "engine": after.engine,
        "was_content": before.content,
        "content": after.content,
    }
    return {
        "since": before.day.isoformat(),
        "patterns": texts,
        "text": None if texts else said["none"].format(since=since),
        "remade": said["remade"].format(since=since, **versions) if remade(before, after) else None,
        "earlier": list(was.values()) if remade(before, after) else [],
    }


def _text(row: Mapping[str, Any], said: Mapping[str, str], since: str, cause: str | None) -> str:
    text = said[row["change"]].format(name=row["name"], since=since)
    return f"{text} {said[cause]}" if cause else text


def _cause(name: str, was: Shown, now: Shown, again: Shown | None) -> Cause | None:
    """Whether the changed method, the nights, or both made the difference; None when the method stayed."""
    if again is None:
        return None
    then, today, redone = (view[name]["verdict"] if name in view else None for view in (was, now, again))
    return "method" if redone == today else "nights" if redone == then else "both"


def _shown(view: View) -> dict[str, Mapping[str, Any]]:
    """The patterns put before the patient that day, by id."""
    return {one["id"]: one for one in view["profiles"]}


def _row(name: str, was: Shown, now: Shown) -> dict[str, Any] | None:
    """The change of one pattern, named as it was last shown; None when there is none."""
    if name not in was or name not in now:
        known = now.get(name) or was[name]
        return {"id": name, "name": known["name"], "change": "appeared" if name in now else "left"}
    steps = STRENGTH.index(now[name]["verdict"]) - STRENGTH.index(was[name]["verdict"])
    if not steps:
        return None
    return {"id": name, "name": now[name]["name"], "change": "stronger" if steps > 0 else "weaker"}
