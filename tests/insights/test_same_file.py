"""Both commands read a night alike: one with an episode hurt, whether or not it says so besides."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import orjson

from insights.management.commands.associate import associated
from insights.management.commands.match import matched

FIRST = date(2026, 9, 1)


def nights(*, told: bool) -> list[dict[str, Any]]:
    """Eight weeks, all that a comparison looks at, of pain after long sitting; `told`: each night says so."""
    return [_night(number, hurts=number % 2 == 0, told=told) for number in range(56)]


def _night(number: int, *, hurts: bool, told: bool) -> dict[str, Any]:
    night: dict[str, Any] = {
        "date": (FIRST + timedelta(days=number)).isoformat(),
        "timezone": "Europe/London",
        "day": {"longsit": hurts},
    }
    if hurts:
        episode = {"intensity": 6, "feel": ["cramping"], "sites": [{"site": "calf", "side": "left"}]}
        night["episodes"] = [{"id": str(uuid.UUID(int=number)), **episode}]
    if told or not hurts:
        night["pain"] = hurts
    return night


def said(command: Any, *, told: bool) -> dict[str, Any]:
    line = orjson.dumps({"patient": "p", "nights": nights(told=told)})
    [answer] = command(io.BytesIO(line + b"\n"))
    found: dict[str, Any] = orjson.loads(answer)
    return found


def test_both_commands_answer_alike_whether_a_night_says_so_or_only_shows_it() -> None:
    for command in (associated, matched):
        assert said(command, told=False) == said(command, told=True)


def test_what_one_counts_as_painful_the_other_counts_too() -> None:
    [sitting] = [one for one in said(associated, told=False)["factors"] if one["id"] == "day.longsit"]
    cramp = next(one for one in said(matched, told=False)["profiles"] if one["id"] == "cramp")

    assert sitting["with"] == [28, 28]
    assert {(reason["yes"], reason["asked"]) for reason in cramp["for"] if reason["yes"]} == {(28, 28)}
