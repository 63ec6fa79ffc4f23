"""What `world.yaml` says, and the rates of `insights/profiles`, read plainly: the simulator shares no
code with the engine.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from base.content import STRICT, Signed, parse, read, usable

Floats = NDArray[np.float64]
HERE = Path(__file__).parent
PROFILES = HERE.parents[1] / "insights" / "profiles"
NULL = "nonspecific"
FLOOR = 0.005  # no rate is so small that a person could not differ


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong pain is on a painful night, in points: level, spread between people, share of the
    latent, noise.
    """

    mean: float
    sd: float
    latent: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Signed):
    """`world.yaml`, one field a key; the file says what each is."""

    __pydantic_config__ = STRICT
    none: float
    half_mimic: float
    pair: float
    mix: dict[str, float]
    table_sd: float
    cell_lost: float
    expressed: float
    person_sd: float
    person_factors: int
    person_factors_share: float
    style_sd: float
    family_sd: float
    families: dict[str, tuple[str, ...]]
    copy: tuple[float, float]
    tick_dropped: float
    tick_added: float
    group_never: float
    group_skipped: float
    sign_asked: float
    who_missing: float
    logged: tuple[float, float]
    long_gap: float
    pain_only: float
    painful: tuple[float, float]
    persistence: float
    latent_sd: float
    flare: float
    flare_size: float
    drift_sd: float
    intensity: Strength
    second_episode: float
    weekend: dict[str, float]
    habit_sd: float
    habit_persistence: float
    effect_floor: float
    effect_sd: float
    tried: dict[str, float]
    tried_sd: float
    worse_else: float
    tips: tuple[str, ...]
    tips_tried: float
    tip_nights: float


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """``table`` (cause, item) of rates in the order of ``causes`` and ``items``; ``null`` and
    ``background`` (item,).
    """

    items: tuple[str, ...]
    causes: tuple[str, ...]
    table: Floats
    null: Floats
    background: Floats


@cache
def settings() -> Settings:
    """The world's numbers."""
    return usable(*read(HERE / "world.yaml", Settings))


@cache
def rates() -> Rates:
    """The twelve patterns' rates, in the order of the mix."""
    background = {item: row["rate"] for item, row in _yaml(PROFILES / "background.yaml")["items"].items()}
    items, causes = tuple(background), tuple(settings().mix)

    null = _yaml(PROFILES / f"{NULL}.yaml")["rates"]

    def row(cause: str) -> Floats:
        # A pattern may leave a day factor out; its people then answer as people without a pattern do.
        found = {**null, **_yaml(PROFILES / f"{cause}.yaml")["rates"]}
        return np.array([found[item]["rate"] for item in items], dtype=np.float64)

    table = np.stack([row(cause) for cause in causes])
    return Rates(items, causes, table, row(NULL), np.array([background[item] for item in items]))


def _yaml(path: Path) -> Any:
    return usable(*parse(path))
