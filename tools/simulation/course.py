"""How a person's nights go: habits of the day, pain that lingers, flares and drifts, and which nights get
logged.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tools.simulation.person import Traits
from tools.simulation.settings import Floats, Settings
from tools.simulation.world import World

Bools = NDArray[np.bool_]
SATURDAY = 5


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """Calendar nights, oldest first: ``dates``, ``habits`` (night, factor) true or false, ``painful``,
    ``strength`` in whole points (read on painful nights only), ``latent`` strength, ``logged``.
    """

    dates: tuple[date, ...]
    factors: tuple[str, ...]
    habits: Bools
    painful: Bools
    strength: NDArray[np.int64]
    latent: Floats
    logged: Bools


def draw_course(world: World, traits: Traits, nights: int, last: date, rng: np.random.Generator) -> Course:
    """The ``nights`` up to ``last``."""
    settings, truth = world.settings, traits.truth
    dates = tuple(last - timedelta(days=nights - 1 - step) for step in range(nights))
    factors = tuple(truth.effects)
    usual, habits = _habits(world, factors, dates, rng)
    # Against the person's usual day, so that a habit moves pain between nights and hardly adds any.
    push = (habits - usual) @ np.array([truth.effects[factor] for factor in factors])
    latent = settings.latent_sd * lingering(nights, 1, settings.persistence, rng)[:, 0] + push
    # The drift has mean zero over the diary: it moves pain between early and late nights and adds none.
    latent += _flare(settings, nights, rng) + rng.normal(0.0, settings.drift_sd) * np.linspace(
        -0.5, 0.5, nights
    )
    wanted = rng.beta(*settings.painful)
    odds = np.log(wanted / (1.0 - wanted)) + latent
    painful = rng.random(nights) < 1.0 / (1.0 + np.exp(-odds))
    # At least one, for a diary without any pain has nothing to be compared.
    painful[rng.integers(nights)] = True
    strength = _strength(settings, latent, rng)
    logged = _logged(settings, nights, rng) & (painful | (not truth.pain_only))
    return Course(dates, factors, habits > 0.5, painful, strength, latent, logged)


def lingering(nights: int, series: int, correlation: float, rng: np.random.Generator) -> Floats:
    """AR(1) series of unit variance, (nights, series)."""
    out = rng.normal(size=(nights, series))
    # Innovations of this size keep the variance at one, whatever the correlation.
    fresh = np.sqrt(1.0 - correlation**2)
    for step in range(1, nights):
        out[step] = correlation * out[step - 1] + fresh * out[step]
    return out


def _habits(
    world: World, factors: tuple[str, ...], dates: tuple[date, ...], rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Each factor's usual rate, and the days on which it was so: weekly, and lingering from day to day."""
    settings = world.settings
    base = world.null[world.group("day")] + rng.normal(0.0, settings.habit_sd, len(factors))
    weekend = np.array([on.weekday() >= SATURDAY for on in dates], dtype=np.float64)
    tilt = weekend[:, None] * np.array([settings.weekend.get(factor, 0.0) for factor in factors])
    threshold = lingering(len(dates), len(factors), settings.habit_persistence, rng)
    # A logistic level against a normal draw, brought to the logistic's spread.
    habits = (base + tilt + 1.7 * threshold > 0.0).astype(np.float64)
    return habits.mean(axis=0), habits


def _flare(settings: Settings, nights: int, rng: np.random.Generator) -> Floats:
    out = np.zeros(nights)
    # All three are drawn even where none comes, so that what is drawn next is the same in either case.
    start, width, comes = rng.integers(nights), rng.integers(3, 9), rng.random() < settings.flare
    if comes:
        out[start : start + width] = settings.flare_size
    return out


def _strength(settings: Settings, latent: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    scale = settings.intensity
    level = rng.normal(scale.mean, scale.sd)
    points = level + scale.latent * latent + rng.normal(0.0, scale.noise, latent.size)
    # From 1: it is read on painful nights, and pain of strength 0 is none.
    return np.clip(np.rint(points), 1, 10).astype(np.int64)


def _logged(settings: Settings, nights: int, rng: np.random.Generator) -> Bools:
    logged = rng.random(nights) < rng.beta(*settings.logged)
    start, width, comes = rng.integers(nights), rng.integers(3, 11), rng.random() < settings.long_gap
    if comes:
        logged[start : start + width] = False
    logged[-1] = True
    return np.asarray(logged)
