"""Does a tip help this person? Nights with and without it, in an order drawn by lot.

The plan is made of pairs of short blocks, one with the tip and one without, which of the two comes first
decided by a coin. The planned arm, never the use, is what is compared (intention to treat), by the
regression of `insights.engine.gls` beside level and linear time; dividing by the difference in use gives
the effect of using it (complier-average effect, Angrist, Imbens & Rubin 1996). Comparing nights as used
would be wrong: a tip left out on bad nights looks better than it is.

Sources: Guyatt 1986 (randomised trials in one person); Tang & Landes 2020 (serial correlation in them).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from insights.engine.arrays import Bools, Floats
from insights.engine.gls import regress
from insights.engine.mixture import Mixture, span

Verdict = Literal["fewer", "more", "same", "unsure", "too_few"]
Stop = Literal["helps", "futile"]

WORST = 10.0  # the end of the pain scale


@dataclass(frozen=True, slots=True)
class Rules:
    """What is believed before, what help is worth having, and how sure to be: points and probabilities."""

    prior_centre: float
    prior_sd: float
    helps_by: float
    nights_each: int
    sure: float
    likely: float
    least_compliance: float
    interval: float
    look_from: int
    sure_early: float
    futile: float
    worse_nights: int
    worse_by: float  # points above the nights without the tip
    worse_beyond: float  # points above the usual range of the nights before
    usual: float  # upper end of that range: the share of nights before that lie below it


@dataclass(frozen=True, slots=True)
class Arm:
    """Nights planned one way: ``nights`` with an answer, their ``mean`` pain, and (used, said) of the tip."""

    nights: int
    mean: float | None
    used: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Result:
    """``effect`` (shrunk by the prior), ``low``, ``high`` (spanning its interval and the plain one) and
    ``full_use`` are points of pain, with the tip less without; ``chance`` is the probability that it helps by
    a worthwhile amount. None when too few nights (``full_use`` also when the arms hardly differed in use).
    """

    verdict: Verdict
    on: Arm
    off: Arm
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    chance: float | None = None
    full_use: float | None = None


def plan(nights: int, block: int, rng: np.random.Generator) -> tuple[bool, ...]:
    """With (True) or without the tip, night by night; what is left over at the end forms a pair of
    shorter blocks. ValueError for a block of no night or more than half of them.

    >>> import numpy as np
    >>> arms = plan(42, 2, np.random.default_rng(0))
    >>> len(arms), sum(arms)
    (42, 21)
    """
    if nights < 2 or nights % 2 or block < 1:
        raise ValueError("nights: an even number of nights is needed, and blocks of at least one")
    arms: list[bool] = []
    while len(arms) < nights:
        width = min(block, (nights - len(arms)) // 2)
        first = bool(rng.integers(2))
        arms += [first] * width + [not first] * width
    return tuple(arms)


def analyse(strength: Floats, on: Bools, used: Floats, rules: Rules) -> Result:
    """Compare the arms. ``strength`` (n,) is pain in points and ``used`` (n,) 1, 0, NaN where not said."""
    said = ~np.isnan(strength)
    arms = _arm(strength, used, on), _arm(strength, used, ~on)
    if min(arm.nights for arm in arms) < rules.nights_each:
        return Result("too_few", *arms)
    # Without any spread the regression has no noise to judge by.
    if np.ptp(strength[said]) == 0:
        return Result("same", *arms, 0.0, 0.0, 0.0, 0.0)
    flat = effect_of(strength, on)
    believed = flat.with_prior(rules.prior_centre, rules.prior_sd)
    effect = float(believed.average())
    low, high = span(flat, believed, rules.interval)
    chance = float(believed.below(-rules.helps_by))
    within = float(believed.below(rules.helps_by)) - chance
    verdict = _verdict(float(flat.below(0.0)), within, rules)
    return Result(verdict, *arms, effect, float(low), float(high), chance, _full_use(effect, arms, rules))


def look(strength: Floats, on: Bools, rules: Rules) -> Stop | None:
    """Should a running experiment end at this look? ``strength`` and ``on`` hold the nights so far."""
    said = ~np.isnan(strength)
    fewest = min((said & on).sum(), (said & ~on).sum())
    if strength.size < rules.look_from or fewest < rules.nights_each or np.ptp(strength[said]) == 0:
        return None
    believed = effect_of(strength, on).with_prior(rules.prior_centre, rules.prior_sd)
    # Stricter than the final verdict: looked at after each pair, it may stop only some 2 % of useless tips as
    # helping.
    if believed.below(0.0) > rules.sure_early:
        return "helps"
    return "futile" if believed.below(-rules.helps_by) < rules.futile else None


def worse(before: Floats, strength: Floats, on: Bools, rules: Rules) -> bool:
    """Were the last nights with the tip all clearly worse, both than the nights before the experiment and than
    its nights without?

    ``before`` (m,) is pain before the start, ``strength`` and ``on`` (n,) the nights so far. Bad nights that
    come without the tip as well are no sign against it; ten points always count.
    """
    usual, said = before[~np.isnan(before)], ~np.isnan(strength)
    recent = strength[said & on][-rules.worse_nights :]
    if not usual.size or recent.size < rules.worse_nights:
        return False
    without = strength[said & ~on]
    # Two points above the week before, and nothing else, ended a quarter of useless tips
    # (docs/engine/experiments.md).
    bound = max(
        np.quantile(usual, rules.usual) + rules.worse_beyond,
        (without if without.size else usual).mean() + rules.worse_by,
    )
    return bool((recent >= min(bound, WORST)).all())


def effect_of(strength: Floats, on: Bools) -> Mixture:
    """Posterior, under a flat prior, of points of pain with the tip planned less without it."""
    nuisance = np.stack([np.ones(on.size), np.linspace(-1.0, 1.0, on.size)], axis=1)
    arm = on.astype(np.float64)
    effect = regress(strength[None], nuisance[None], arm[None, :, None], ~np.isnan(strength)[None])
    return effect.row(0).row(0)


def _arm(strength: Floats, used: Floats, planned: Bools) -> Arm:
    pain, use = strength[planned], used[planned]
    pain, use = pain[~np.isnan(pain)], use[~np.isnan(use)]
    return Arm(pain.size, float(pain.mean()) if pain.size else None, (int(use.sum()), use.size))


def _verdict(lower: float, within: float, rules: Rules) -> Verdict:
    if lower > rules.sure:
        return "fewer"
    if lower < 1.0 - rules.sure:
        return "more"
    return "same" if within > rules.likely else "unsure"


def _full_use(effect: float, arms: tuple[Arm, Arm], rules: Rules) -> float | None:
    """The effect divided by the difference in use, when both are known and the arms truly differed."""
    (used_on, said_on), (used_off, said_off) = (arm.used for arm in arms)
    if not said_on or not said_off:
        return None
    difference = used_on / said_on - used_off / said_off
    # Arms that hardly differed in use would blow any effect up.
    return effect / difference if difference >= rules.least_compliance else None
