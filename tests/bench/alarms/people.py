"""The people of the measurement: diaries of the clinical mix, and what is truly so behind each safety question."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from tools.simulation.people import LAST_NIGHT, people
from tools.simulation.safety import Says, Truth, safety_rates
from tools.simulation.settings import Settings, settings

NIGHTS = 56
FIRST = LAST_NIGHT - timedelta(days=NIGHTS - 1)
LEGS = ("left", "right")


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """A diary, its truth, the leg of what is told about one, and the condition with the date of its first night."""

    diary: dict[str, Any]
    truth: Truth
    leg: str
    conditions: dict[str, date]


def subjects(number: int, seed: int, *, condition: str | None = None) -> Iterator[Subject]:
    """``number`` people of the mix, or all with one condition."""
    world = settings_of(condition)
    for at, person in enumerate(people(number, NIGHTS, seed, world=world)):
        rng = np.random.default_rng([seed, at, 1])
        begun = {}
        if condition is not None and condition not in world.mix:
            begun[condition] = int(rng.integers(7, NIGHTS - 14))
        diary = person.diary
        causes = person.truth.causes
        truth = Truth(safety_rates(), causes, begun, NIGHTS, [seed, at], _said_in(diary))
        since = {name: FIRST + timedelta(days=step) for name, step in begun.items()}
        since |= {cause: FIRST for cause in causes if cause in safety_rates().conditions}
        yield Subject(diary, truth, str(rng.choice(LEGS)), since)


def settings_of(condition: str | None) -> Settings:
    """The clinical mix; with a condition that is a pattern, people of that pattern alone."""
    rates, usual = safety_rates(), settings()
    if condition in rates.mix:
        alone = {name: float(name == condition) or 1e-9 for name in rates.mix}
        return replace(usual, none=0.0, pair=0.0, mix=_in_order(usual, alone))
    return replace(usual, none=rates.none, mix=_in_order(usual, rates.mix))


def _in_order(usual: Settings, mix: dict[str, float]) -> dict[str, float]:
    """The order of the table's causes stays."""
    return {name: mix[name] for name in usual.mix}


def _said_in(diary: dict[str, Any]) -> Says:
    """What the diary itself says of an id: a sign ticked on that night, or an answer about the person."""
    nights = {night["date"]: night for night in diary["nights"]}

    def said(name: str, step: int) -> bool:
        group, _, item = name.partition(".")
        if group == "who":
            return bool(diary["health"]["who"].get(item))
        night = nights.get((FIRST + timedelta(days=step)).isoformat(), {})
        return any((episode.get("signs") or {}).get(item) for episode in night.get("episodes", ()))

    return said
