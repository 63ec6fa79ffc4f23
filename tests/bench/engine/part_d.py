"""Part D: experiments with one tip."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from insights.engine import experiments
from insights.engine.arrays import Floats
from insights.series.content import content, values
from tests.bench.engine.noise import lingering
from tests.bench.engine.pictures import curves
from tests.bench.engine.tables import Part, at_least, at_most

PHI, MISSING, SEED = 0.45, 0.20, 4003
SD = 1.6


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """One made-up experiment."""

    on: NDArray[np.bool_]
    strength: Floats
    effect: float


def measure(trials: int, pictures: Path) -> Part:
    """``trials`` experiments in every cell."""
    part = Part("D. Does a tip help?")
    part.say(
        f"{trials} experiments in every cell (seed {SEED}): AR(1) with φ = .45 and a quarter of white "
        f"noise, sd {SD} points, one night in five missing. Pairs of two-night blocks, the order within a "
        "pair by lot."
    )
    _fixed(part, trials)
    _chances(part, trials)
    _stopping(part, trials)
    _worse(part, trials)
    _before_after(part, trials)
    _power(part, trials, pictures)
    return part


def rules() -> experiments.Rules:
    return values(experiments.Rules, content().experiments.numbers)


def draw(rng: np.random.Generator, nights: int, effect: float) -> Trial:
    on = np.array(experiments.plan(nights, content().experiments.block, rng))
    noise = np.sqrt(0.75) * lingering(rng, 1, nights, PHI)[0] + 0.5 * rng.normal(size=nights)
    strength = np.clip(np.rint(5 + effect * on + SD * noise), 0, 10)
    return Trial(on, np.where(rng.random(nights) < MISSING, np.nan, strength), effect)


def many(seed: int, trials: int, nights: int, effect: float) -> list[Trial]:
    rng = np.random.default_rng([SEED, seed, nights])
    return [draw(rng, nights, effect) for _ in range(trials)]


def analysed(trial: Trial) -> experiments.Result:
    return experiments.analyse(trial.strength, trial.on, np.full(trial.on.size, np.nan), rules())


def _verdicts(trials: list[Trial]) -> list[str]:
    return [analysed(trial).verdict for trial in trials]


def _fixed(part: Part, trials: int) -> None:
    rows, alarms, covers, power = [], [], [], {}
    for nights in content().experiments.lengths:
        for effect in (0.0, -1.0, -2.0, -3.0):
            crowd = many(int(-effect), trials, nights, effect)
            answers = [analysed(trial) for trial in crowd]
            verdicts = [one.verdict for one in answers]
            inside = [
                one.low <= effect <= one.high
                for one in answers
                if one.low is not None and one.high is not None
            ]
            shares = [verdicts.count(one) / trials for one in ("fewer", "more", "same", "unsure")]
            rows.append((nights, effect, *shares, float(np.mean(inside))))
            covers.append(float(np.mean(inside)))
            power[nights, effect] = shares[0]
            if effect == 0.0:
                alarms.append(shares[0] + shares[1])
    part.table(
        (
            "nights",
            "true effect",
            "said lower",
            "said higher",
            "about the same",
            "cannot tell",
            "interval shown holds it",
        ),
        rows,
    )
    part.promise(at_most("false verdicts, either way", max(alarms), 0.05))
    part.promise(at_least("intervals shown that hold the truth, lowest", min(covers), 0.93))
    part.promise(at_least("42 nights find −2", power[42, -2.0], 0.85))


def _chances(part: Part, trials: int) -> None:
    """Effects drawn as the prior believes, and tips of which most do nothing."""
    believed, rng, rows = rules(), np.random.default_rng([SEED, 10]), []
    for name, idle in (("as believed", 0.0), ("60 % do nothing", 0.6)):
        effects = rng.normal(believed.prior_centre, believed.prior_sd, 2 * trials)
        effects = np.where(rng.random(effects.size) < idle, 0.0, effects)
        answers = [(analysed(draw(rng, 42, float(effect))).chance, effect) for effect in effects]
        said = np.array([chance or 0.0 for chance, _ in answers])
        helps = effects <= -believed.helps_by
        sure = said > believed.likely
        rows.append(
            (
                name,
                float(sure.mean()),
                float(helps[sure].mean()),
                float(sure[effects == 0.0].mean()) if idle else "–",
            )
        )
    part.say("“The chance that it helps by a point or more is over 80 %”, 42 nights:")
    part.table(("tips", "said", "true when said", "said of tips that do nothing"), rows)
    part.promise(at_least("“over 80 %” that is true, as believed", float(rows[0][2]), 0.88))


def _stopping(part: Part, trials: int) -> None:
    """Looking after every complete pair, as the product does."""
    rows = {}
    for effect in (0.0, -2.0):
        ends = [_followed(trial) for trial in many(20, trials, 42, effect)]
        nights = float(np.mean([night for _, night in ends]))
        rows[effect] = [sum(end == one for end, _ in ends) / trials for one in ("helps", "futile", None)] + [
            nights
        ]
    part.say("Looking after each pair from night 18 on, 42 nights planned:")
    part.table(
        ("true effect", "stopped: helps", "stopped: futile", "ran to the end", "nights, mean"),
        [(e, *row) for e, row in rows.items()],
    )
    part.promise(at_most("stopped for help that is not there", rows[0.0][0], 0.02))


def _followed(trial: Trial) -> tuple[str | None, int]:
    step = 2 * content().experiments.block
    for night in range(step, trial.on.size, step):
        end = experiments.look(trial.strength[:night], trial.on[:night], rules())
        if end:
            return end, night
    return None, trial.on.size


def _worse(part: Part, trials: int) -> None:
    """How often two worse nights end an experiment, looked at every night, as the product does."""
    rows = []
    for before in (7, 28):
        for effect in (0.0, 2.0, 3.0):
            ends = _worse_nights([SEED, 25, before, int(effect)], trials, before, effect)
            stopped = [night for night in ends if night]
            rows.append(
                (before, effect, len(stopped) / trials, float(np.median(stopped)) if stopped else "–")
            )
    part.say("Two clearly worse nights with the tip end it, 28 nights planned, looked at every night:")
    part.table(("nights before", "true effect", "ended", "on night, median"), rows)
    by = {(row[0], row[1]): float(row[2]) for row in rows}
    part.promise(at_most("useless tips ended as worse, 28 nights before", by[28, 0.0], 0.12))
    part.promise(at_least("tips that add 3 points ended, 28 nights before", by[28, 3.0], 0.85))


def _worse_nights(seed: list[int], trials: int, before: int, effect: float) -> list[int]:
    """The night on which each experiment was ended, 0 where none was."""
    rng, nights = np.random.default_rng(seed), content().experiments.lengths[0]
    ends = []
    for _ in range(trials):
        on = np.array(experiments.plan(nights, content().experiments.block, rng))
        noise = np.sqrt(0.75) * lingering(rng, 1, before + nights, PHI)[0]
        level = 5 + SD * (noise + 0.5 * rng.normal(size=before + nights))
        level[before:] += effect * on
        strength = np.where(rng.random(level.size) < MISSING, np.nan, np.clip(np.rint(level), 0, 10))
        usual, tried = strength[:before], strength[before:]
        looks = range(1, nights + 1)
        ends.append(next((n for n in looks if experiments.worse(usual, tried[:n], on[:n], rules())), 0))
    return ends


def _before_after(part: Part, trials: int) -> None:
    """What people do by themselves: a week before, a week after, with a tip that does nothing."""
    rng = np.random.default_rng([SEED, 30])
    better = 0
    for _ in range(trials):
        noise = np.sqrt(0.75) * lingering(rng, 1, 14, PHI)[0] + 0.5 * rng.normal(size=14)
        week = np.clip(np.rint(5 + SD * noise), 0, 10).reshape(2, 7).mean(axis=1)
        better += week[1] <= week[0] - 1
    part.say(
        "A week before against a week after, with a tip that does nothing: “a point better” in "
        f"{better / trials:.1%}."
    )


def _power(part: Part, trials: int, pictures: Path) -> None:
    lines = {
        f"{nights} nights": [
            (size, _verdicts(many(40 + int(2 * size), trials, nights, -size)).count("fewer") / trials)
            for size in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
        ]
        for nights in content().experiments.lengths
    }
    path = pictures / "power-tips.svg"
    curves(
        path, "How often a tip that helps is recognised", ("points it helps by", "share recognised"), lines
    )
    part.picture(path, "Share of experiments in which help is recognised, by its size and the length")
