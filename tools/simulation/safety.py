"""What is truly so of a made-up person behind each safety question, by `safety.yaml`; whoever measures asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from base.content import STRICT, Signed, Text, read, usable

FILE = Path(__file__).with_name("safety.yaml")
Says = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often one answer is true; the head of the file says what each key means."""

    __pydantic_config__ = STRICT
    source: Text
    share: float | None = None
    of_1000: float | None = None
    nights: int | None = None
    under: tuple[str, ...] = ()
    unless: str | None = None
    among: dict[str, float] = field(default_factory=dict)

    def number(self, causes: Sequence[str]) -> float:
        """The share, or the beginnings in 1,000 nights, for a person with these patterns."""
        own = [self.among[cause] for cause in causes if cause in self.among]
        return max(own) if own else self.share if self.share is not None else self.of_1000 or 0.0


@dataclass(frozen=True, slots=True)
class Condition:
    """What must not be missed: its name, and the rules of which any catches it."""

    __pydantic_config__ = STRICT
    name: Text
    caught_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """Rules that share a cap; without rules it is every other one."""

    __pydantic_config__ = STRICT
    rules: tuple[str, ...]
    cap: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Warnings for 1,000 logged nights of people without the condition: by level, in all, by family."""

    __pydantic_config__ = STRICT
    levels: dict[str, float]
    all: float
    families: tuple[Family, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyRates(Signed):
    """`safety.yaml`, one field a key."""

    __pydantic_config__ = STRICT
    none: float
    mix: dict[str, float]
    mix_source: Text
    conditions: dict[str, Condition]
    seen_after: dict[str, int]
    seen_source: Text
    answers: dict[str, Rate]
    left_out: dict[str, Text]
    budget: Budget


@cache
def safety_rates() -> SafetyRates:
    """The shipped rates. Raises ContentError with every fault."""
    return usable(*read(FILE, SafetyRates))


@dataclass(slots=True, eq=False)
class Truth:
    """What one person would truly say, night by night.

    ``causes`` their patterns; ``begun`` the night on which each condition that is no pattern began; ``said`` answers
    for an id that has no rate here (a sign, an answer about the person). Each id has a stream of chance of its own,
    so that leaving out a question changes no other answer.
    """

    rates: SafetyRates
    causes: Sequence[str]
    begun: dict[str, int]
    nights: int
    seed: Sequence[int]
    said: Says
    drawn: dict[str, NDArray[np.bool_]] = field(default_factory=dict)

    def says(self, name: str, step: int) -> bool:
        """Whether the answer to ``name`` on calendar night ``step`` is truly yes."""
        if name not in self.rates.answers:
            return self.said(name, step)
        if name not in self.drawn:
            self.drawn[name] = self._draw(name)
        return bool(self.drawn[name][step])

    def _draw(self, name: str) -> NDArray[np.bool_]:
        rate = self.rates.answers[name]
        # crc32 because Python's `hash` of a text differs from process to process.
        rng = np.random.default_rng([*self.seed, crc32(name.encode())])
        # Starts reach back before the first night: what lasts for days may be under way when the diary begins.
        tendency, starts = rng.random(), rng.random(self.nights + (rate.nights or 1))
        number = rate.number(self.causes)
        if rate.of_1000 is not None:
            true = _lasting(starts < number / 1000, rate.nights or 1)
        else:
            true = np.full(self.nights, tendency < number)
        if rate.under:
            true &= self._under(rate)
        for condition, since in self.begun.items():
            # The same number as before: whoever says yes at a low rate says so at a higher one too.
            true[since:] |= tendency < rate.among.get(condition, 0.0)
        if rate.unless is not None:
            other = rate.unless
            true &= ~np.array([self.says(other, step) for step in range(self.nights)])
        return true

    def _under(self, rate: Rate) -> NDArray[np.bool_]:
        steps = range(self.nights)
        met = np.array([any(self.says(name, step) for name in rate.under) for step in steps])
        if rate.share is not None and rate.nights is not None and met.any():
            met[int(met.argmax()) + rate.nights :] = False
        return met


def _lasting(starts: NDArray[np.bool_], nights: int) -> NDArray[np.bool_]:
    """Each start and the nights after it, for as many nights as there are starts less ``nights``."""
    return np.convolve(starts, np.ones(nights, dtype=np.int64))[nights : starts.size].astype(np.bool_)
