"""What a person would answer on each painful night, were they asked: ticks, single choices, sides,
actions.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.simulation.person import Traits
from tools.simulation.settings import Floats
from tools.simulation.world import World

Bools = NDArray[np.bool_]
Whole = NDArray[np.int64]
LEFT, RIGHT, BOTH = 0, 1, 2
FAITHFUL = 0.95  # share of one-legged nights on the main leg, for those whose leg does not change


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Rows are painful nights. ``ticks`` (night, item) over all items; ``onset``, ``when``, ``dur``
    positions within their group; ``side`` left, right or both; ``tried`` and ``outcome`` (night, action):
    0 no change, 1 helped, 2 worse.
    """

    ticks: Bools
    onset: Whole
    when: Whole
    dur: Whole
    side: Whole
    actions: tuple[str, ...]
    tried: Bools
    outcome: Whole


def draw_answers(world: World, traits: Traits, nights: int, rng: np.random.Generator) -> Answers:
    """Answers of ``nights`` painful nights; some are the night before's over again."""
    cause = (
        (rng.random(nights) >= traits.share).astype(np.int64)
        if len(traits.scores) == 2
        else np.zeros(nights, int)
    )
    scores = traits.scores[cause] + _families(world, nights, rng)
    source = _copied(world, nights, rng)
    choices = {name: _choice(scores[:, world.group(name)], rng)[source] for name in ("onset", "when", "dur")}
    actions = tuple(world.settings.tried)
    tried, outcome = _actions(world, actions, scores, rng)
    return Answers(
        ticks=_ticks(world, scores, rng)[source],
        side=_sides(world, traits, cause, rng)[source],
        actions=actions,
        tried=tried[source],
        outcome=outcome[source],
        **choices,
    )


def chance(score: Floats) -> Floats:
    """The probability of a tick from its log odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-score)))


def _families(world: World, nights: int, rng: np.random.Generator) -> Floats:
    """Nights on which a whole family of answers is up or down."""
    families = world.settings.families
    member = np.array([[item in family for item in world.items] for family in families.values()])
    return rng.normal(0.0, world.settings.family_sd, (nights, len(families))) @ member.astype(np.float64)


def _copied(world: World, nights: int, rng: np.random.Generator) -> Whole:
    """For each night, the night whose answers it bears: itself, or where the chain of copies began."""
    habit = rng.beta(*world.settings.copy)
    fresh = rng.random(nights) >= habit
    return np.maximum.accumulate(np.where(fresh, np.arange(nights), 0))


def _ticks(world: World, scores: Floats, rng: np.random.Generator) -> Bools:
    ticked = rng.random(scores.shape) < chance(scores)
    slip = rng.random(scores.shape)
    return np.where(ticked, slip >= world.settings.tick_dropped, slip < world.settings.tick_added)


def _choice(scores: Floats, rng: np.random.Generator) -> Whole:
    """One of a group, with probabilities in proportion to exp(score)."""
    # Gumbel-max: one array operation for all nights instead of a draw for each.
    return np.asarray((scores + rng.gumbel(size=scores.shape)).argmax(axis=1))


def _sides(world: World, traits: Traits, cause: Whole, rng: np.random.Generator) -> Whole:
    """Which leg: each cause has its own habit of both legs, and of a main leg that stays or changes."""
    one, both, varies = (world.at(f"side.{name}") for name in ("one", "both", "varies"))
    out = np.empty(cause.size, dtype=np.int64)
    for which, scores in enumerate(traits.scores):
        here = cause == which
        shares = np.exp(scores[[one, both, varies]])
        shares /= shares.sum()
        stays = rng.random() < shares[0] / (shares[0] + shares[2])
        main = rng.integers(2)
        elsewhere = rng.random(here.sum()) >= (FAITHFUL if stays else 0.5)
        leg = np.where(elsewhere, 1 - main, main)
        out[here] = np.where(rng.random(here.sum()) < shares[1], BOTH, leg)
    return out


def _actions(
    world: World, actions: tuple[str, ...], scores: Floats, rng: np.random.Generator
) -> tuple[Bools, Whole]:
    """What was tried, by inclination, and what came of it."""
    settings = world.settings
    usual = np.array([settings.tried[action] for action in actions])
    inclined = np.log(usual / (1 - usual)) + rng.normal(0.0, settings.tried_sd, usual.size)
    tried = rng.random((len(scores), usual.size)) < chance(inclined)
    helped = chance(scores[:, [world.at(f"help.{action}") for action in actions]])
    worse = np.full_like(helped, settings.worse_else)
    for column, action in enumerate(actions):
        if f"worse.{action}" in world.items:
            worse[:, column] = chance(scores[:, world.at(f"worse.{action}")])
    worse *= 1.0 - helped * worse / np.maximum(helped + worse, 1.0)
    draw = rng.random(helped.shape)
    outcome = np.where(draw < helped, 1, np.where(draw < np.minimum(helped + worse, 1.0), 2, 0))
    return tried, outcome
