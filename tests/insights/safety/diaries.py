"""The shared vectors as plain diaries."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("vectors.yaml")


def vectors() -> list[dict[str, Any]]:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    today = date.fromisoformat(data["today"])
    return [{**vector, "today": today, "diary": diary(vector, today)} for vector in data["vectors"]]


def diary(vector: dict[str, Any], today: date) -> dict[str, Any]:
    """A diary in the form of the contract; a night's `ago` becomes its date, a list several nights."""
    nights = []
    for night in vector["nights"]:
        rest = {key: value for key, value in night.items() if key != "ago"}
        agos = night["ago"] if isinstance(night["ago"], list) else [night["ago"]]
        nights += [{"date": (today - timedelta(days=ago)).isoformat(), **rest} for ago in agos]
    nights.sort(key=lambda night: str(night["date"]))
    return {"patient": "alice", "health": vector.get("health", {}), "nights": nights}
