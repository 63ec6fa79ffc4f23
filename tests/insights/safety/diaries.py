"""The shared vectors as plain diaries."""

from datetime import date, timedelta
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from base.content import parse, usable

FOLDER = Path(__file__).with_name("vectors")


@cache
def vectors() -> tuple[dict[str, Any], ...]:
    """Every example of every file, its nights dated. Read once: whoever changes one copies it first."""
    return tuple(vector for path in sorted(FOLDER.glob("*.yaml")) for vector in _read(path))


def by_file() -> dict[str, list[dict[str, Any]]]:
    """The examples of each file."""
    return {name: list(group) for name, group in groupby(vectors(), lambda vector: vector["file"])}


def _read(path: Path) -> list[dict[str, Any]]:
    data = usable(*parse(path))
    today = date.fromisoformat(data["today"])
    return [
        {**vector, "file": path.stem, "today": today, "diary": diary(vector, today)}
        for vector in data["vectors"]
    ]


def diary(vector: dict[str, Any], today: date) -> dict[str, Any]:
    """A diary in the form of the contract; a night's `ago` becomes its date, a list several nights."""
    nights = []
    for night in vector["nights"]:
        rest = {key: value for key, value in night.items() if key != "ago"}
        agos = night["ago"] if isinstance(night["ago"], list) else [night["ago"]]
        nights += [{"date": (today - timedelta(days=ago)).isoformat(), **rest} for ago in agos]
    nights.sort(key=lambda night: str(night["date"]))
    return {"patient": "alice", "health": vector.get("health", {}), "nights": nights}
