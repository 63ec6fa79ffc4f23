"""A made-up person's diary, in the words of the journal: what they logged, of what they were asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from tools.simulation.answers import BOTH, Answers, draw_answers
from tools.simulation.course import Bools, Course, draw_course
from tools.simulation.health import draw_health
from tools.simulation.person import Truth, draw_traits
from tools.simulation.sleep import draw_sleep
from tools.simulation.world import World

Record = dict[str, Any]
ZONE = "Europe/London"
SIDES = ("left", "right", "both")
OUTCOMES = ("no_change", "helped", "worse")
PARTS = (
    "onset",
    "when",
    "dur",
    "feel",
    "sites",
    "radiates",
    "signs",
    "actions",
    "returns",
    "intensity",
    "day",
    "sleep",
)
# Minutes after 18:00 at which an episode of each kind begins, and the spread.
BEGINS = {"settling": (300, 240), "woken": (480, 240), "waking": (720, 90), "allday": (0, 180)}


@dataclass(frozen=True, slots=True)
class Person:
    """A diary as one JSON line of the commands, and what was planted in it."""

    diary: Record
    truth: Truth


def draw_person(world: World, name: str, nights: int, last: date, rng: np.random.Generator) -> Person:
    """One person with ``nights`` calendar nights up to ``last``, some of them logged."""
    traits = draw_traits(world, rng)
    course = draw_course(world, traits, nights, last, rng)
    answers = draw_answers(world, traits, int(course.painful.sum()), rng)
    asked = _asked(world, nights, rng)
    health = draw_health(world, traits, last, rng)
    scribe = _Scribe(world, course, answers, asked, rng)
    logged = [scribe.night(step) for step in np.flatnonzero(course.logged).tolist()]
    return Person({"patient": name, "health": health, "nights": logged}, traits.truth)


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """``parts``: which groups of questions a night opened, (night,) each; ``signs`` the signs ever asked
    about; ``tip`` tried by this person, if any.
    """

    parts: Mapping[str, Bools]
    signs: tuple[str, ...]
    tip: str | None


def _asked(world: World, nights: int, rng: np.random.Generator) -> _Asked:
    settings = world.settings
    parts = {
        part: (rng.random(nights) >= settings.group_skipped) & (rng.random() >= settings.group_never)
        for part in PARTS
    }
    signs = [world.items[at].partition(".")[2] for at in world.group("sign")]
    asked = tuple(sign for sign in signs if rng.random() < settings.sign_asked)
    tip = str(rng.choice(settings.tips)) if rng.random() < settings.tips_tried else None
    return _Asked(parts, asked, tip)


class _Scribe:
    """Writes nights one by one from what was drawn for all of them."""

    def __init__(
        self, world: World, course: Course, answers: Answers, asked: _Asked, rng: np.random.Generator
    ) -> None:
        self.world, self.course, self.answers, self.asked, self.rng = world, course, answers, asked, rng
        # Answers have rows for painful nights alone, a course for all.
        self.row = np.cumsum(course.painful) - 1
        self.names = {
            name: _names(world.items, name) for name in ("onset", "when", "dur", "feel", "site", "sign")
        }

    def night(self, step: int) -> Record:
        """The night at ``step`` of the calendar, as the contract has it."""
        on, painful = self.course.dates[step], bool(self.course.painful[step])
        night: Record = {"date": on.isoformat(), "timezone": ZONE, "pain": painful, "episodes": []}
        if painful:
            night["episodes"] = self._episodes(step)
        if self._open("sleep", step):
            strength = int(self.course.strength[step]) if painful else 0
            night["sleep"] = draw_sleep(midnight(on), strength, self.rng)
        if self._open("day", step):
            night["day"] = dict(zip(self.course.factors, map(bool, self.course.habits[step]), strict=True))
        if self.asked.tip is not None:
            night["tips_tried"] = self._tips()
        night["recorded_at"] = (midnight(on) + timedelta(hours=32)).isoformat()
        return night

    def _open(self, part: str, step: int) -> bool:
        return bool(self.asked.parts[part][step])

    def _tips(self) -> list[Record]:
        if self.rng.random() >= self.world.settings.tip_nights:
            return []
        return [{"tip": self.asked.tip, "helped": bool(self.rng.random() < 0.5)}]

    def _episodes(self, step: int) -> list[Record]:
        """Mostly one; a second tells part of the same story again, so that nights and episodes differ in
        number.
        """
        first = self._episode(step)
        if self.rng.random() >= self.world.settings.second_episode:
            return [first]
        second = dict(first, id=_uuid(self.rng))
        for part in ("feel", "sites"):
            if second.get(part):
                second[part] = [one for one in second[part] if self.rng.random() < 0.7]
        if second.get("intensity"):
            second["intensity"] = max(1, second["intensity"] - 1)
        return [first, second]

    def _episode(self, step: int) -> Record:
        row, answers = self.row[step], self.answers
        side = int(answers.side[row])
        when = self.names["when"][answers.when[row]]
        episode: Record = {"id": _uuid(self.rng), "started_at": self._begins(step, when)}
        said = {
            "intensity": int(self.course.strength[step]),
            "onset": self._onset(row, side),
            "when": when,
            "dur": self.names["dur"][answers.dur[row]],
            "feel": self._ticked("feel", row),
            # Pain along a line is a place in the table, and a question of its own (`radiates`) in the diary.
            "sites": [
                {"site": site, "side": SIDES[side]} for site in self._ticked("site", row) if site != "line"
            ],
            "radiates": bool(answers.ticks[row, self.world.at("site.line")]),
            "signs": self._signs(row, side),
            "actions": self._actions(row),
            "returns": bool(answers.ticks[row, self.world.at("rel.returns")]),
        }
        episode.update((part, value) for part, value in said.items() if self._open(part, step))
        return episode

    def _begins(self, step: int, when: str) -> str:
        start, spread = BEGINS[when]
        evening = midnight(self.course.dates[step]) + timedelta(hours=18)
        return (evening + timedelta(minutes=int(start + self.rng.integers(spread)))).isoformat()

    def _onset(self, row: int, side: int) -> str:
        """The side lain on follows from the painful leg; with both legs it is either."""
        name: str = self.names["onset"][self.answers.onset[row]]
        if not name.startswith("painside"):
            return name
        leg = int(self.rng.integers(2)) if side == BOTH else side
        return f"side_{SIDES[leg if name.endswith('down') else 1 - leg]}"

    def _ticked(self, group: str, row: int) -> list[str]:
        marks = self.answers.ticks[row, self.world.group(group)]
        return [name for name, mark in zip(self.names[group], marks, strict=True) if mark]

    def _signs(self, row: int, side: int) -> Record:
        ticked = set(self._ticked("sign", row))
        return {
            sign: (SIDES[side] if sign == "swell_one" and side != BOTH else True) if sign in ticked else False
            for sign in self.asked.signs
        }

    def _actions(self, row: int) -> Record:
        tried, outcome = self.answers.tried[row], self.answers.outcome[row]
        return {action: OUTCOMES[outcome[at]] for at, action in enumerate(self.answers.actions) if tried[at]}


@cache
def midnight(on: date) -> datetime:
    """The start of a date, at the offset that the zone has at the noon after its night, so that it has
    one only.
    """
    noon = datetime.combine(on + timedelta(days=1), time(12), ZoneInfo(ZONE))
    return datetime.combine(on, time(), timezone(noon.utcoffset() or timedelta()))


def _names(items: tuple[str, ...], group: str) -> tuple[str, ...]:
    return tuple(item.partition(".")[2] for item in items if item.startswith(f"{group}."))


def _uuid(rng: np.random.Generator) -> str:
    return str(UUID(bytes=rng.bytes(16), version=4))
