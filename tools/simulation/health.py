"""A made-up person's health background."""

from datetime import date
from typing import Any

import numpy as np

from tools.simulation.answers import chance
from tools.simulation.person import Traits
from tools.simulation.world import World

OLD = 60
BOTHER = ("none", "mild", "moderate", "severe")


def draw_health(world: World, traits: Traits, last: date, rng: np.random.Generator) -> dict[str, Any]:
    """Age and the answers about who they are, each of them missing now and then."""
    who = world.group("who")
    yes = rng.random(who.size) < chance(traits.scores[:, who].max(axis=0))
    said = rng.random(who.size) >= world.settings.who_missing
    names = [world.items[at].partition(".")[2] for at in who]
    answers = {name: bool(tick) for name, tick, known in zip(names, yes, said, strict=True) if known}
    health: dict[str, Any] = {
        "weeks_of_trouble": int(rng.integers(1, 200)),
        "bother": BOTHER[int(rng.integers(1, 4))],
    }
    if "age60" in answers:
        old = answers.pop("age60")
        # Away from the limit by a year: from a year of birth nobody knows whether the birthday was.
        age = int(rng.integers(OLD + 1, 86) if old else rng.integers(20, OLD - 1))
        health["birth_year"] = last.year - age
    return {**health, "who": answers}
