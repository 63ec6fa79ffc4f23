"""One made-up person: what is true of them, and how they show it."""

from dataclasses import dataclass

import numpy as np

from tools.simulation.settings import Floats
from tools.simulation.world import EXCLUSIVE, World

SCORED_BY_STYLE = ("feel.", "site.", "sign.")


@dataclass(frozen=True, slots=True)
class Truth:
    """What was planted: one or two patterns or none; a null may answer half like some pattern.

    ``effects`` are log odds of a painful night after each day factor, zero where nothing was planted.
    """

    causes: tuple[str, ...]
    mimics: str | None
    pain_only: bool
    effects: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Traits:
    """``scores`` (1 or 2, item): how the person answers on a night of either cause; ``share`` of the
    first cause.
    """

    truth: Truth
    scores: Floats
    share: float


def draw_traits(world: World, rng: np.random.Generator) -> Traits:
    """Causes, expression, deviations and style; planted effects follow the causes."""
    causes, mimics = _causes(world, rng)
    rows = _rows(world, causes, mimics, rng)
    scores = _expressed(world, rows, rng) + _deviation(world, rng)
    truth = Truth(causes, mimics, bool(rng.random() < world.settings.pain_only), _effects(world, causes, rng))
    return Traits(truth, scores, float(rng.beta(4, 4)))


def _causes(world: World, rng: np.random.Generator) -> tuple[tuple[str, ...], str | None]:
    chances = np.array([world.settings.mix[cause] for cause in world.causes])
    # Two are drawn for everybody, so that the kind of person does not shift the draws that follow.
    first, second = rng.choice(world.causes, size=2, replace=False, p=chances / chances.sum())
    mimic, kind = rng.random() < world.settings.half_mimic, rng.random()
    if kind < world.settings.none:
        return (), str(first) if mimic else None
    if kind < world.settings.none + world.settings.pair:
        return (str(first), str(second)), None
    return (str(first),), None


def _rows(world: World, causes: tuple[str, ...], mimics: str | None, rng: np.random.Generator) -> Floats:
    """One row a cause; the background traits of a pair (who) are those of whichever cause shows them more."""
    if causes:
        rows = world.table[[world.causes.index(cause) for cause in causes]]
        who = world.group("who")
        rows[:, who] = rows[:, who].max(axis=0)
        return rows
    row = world.null.copy()
    if mimics is not None:
        half = rng.random(row.size) < 0.5
        row = np.where(half, world.table[world.causes.index(mimics)], row)
    return row[None]


def _expressed(world: World, rows: Floats, rng: np.random.Generator) -> Floats:
    """Nobody shows everything: what is not shown is as in the background. A single choice is shown or not
    as one.
    """
    shown = rng.random(rows.shape) < world.settings.expressed
    for name in EXCLUSIVE:
        group = world.group(name)
        shown[:, group] = shown[:, group[:1]]
    return np.where(shown, rows, world.background)


def _deviation(world: World, rng: np.random.Generator) -> Floats:
    """The person's own tilt of every item, partly shared between items, and their readiness to tick."""
    settings = world.settings
    shared = rng.normal(size=settings.person_factors) @ world.loadings
    own = rng.normal(size=len(world.items)) * np.sqrt(1.0 - settings.person_factors_share)
    style = rng.normal(0.0, settings.style_sd)
    ticked = np.array([item.startswith(SCORED_BY_STYLE) for item in world.items])
    return np.asarray(settings.person_sd * (shared + own) + style * ticked)


def _effects(world: World, causes: tuple[str, ...], rng: np.random.Generator) -> dict[str, float]:
    """Day factors push as far as the cause's rate before painful nights lies from the null's."""
    settings, effects = world.settings, {}
    for at in world.group("day"):
        pushes = [world.table[world.causes.index(cause), at] - world.null[at] for cause in causes]
        push = float(np.mean(pushes)) if pushes else 0.0
        planted = abs(push) >= settings.effect_floor and rng.random() < settings.expressed
        effects[world.items[at].partition(".")[2]] = (
            push + rng.normal(0.0, settings.effect_sd) if planted else 0.0
        )
    return effects
