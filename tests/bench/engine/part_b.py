"""Part B: changes and steps in one person's series."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from insights.engine import trends
from insights.engine.arrays import Floats
from insights.engine.gls import regress
from insights.engine.shifts import level_shift
from insights.series.content import Measure, content, values
from tests.bench.engine.noise import pain, rounded
from tests.bench.engine.pictures import curves
from tests.bench.engine.tables import Part, at_least, at_most

LENGTHS = (28, 56, 90)
PHIS = (0.0, 0.3, 0.5, 0.7)
FLAT_PHIS = (0.3, 0.5, 0.7)
TOGETHER = 16
SEED = 4001


def measure(series: int, pictures: Path) -> Part:
    """``series`` made-up series in every cell."""
    part = Part("B. Is it changing?")
    part.say(
        f"{series} series in every cell, four times as many for labels (seed {SEED}): AR(1) with a "
        "quarter of white noise, sd 1.8 points about level 5, rounded to whole points, a quarter of the "
        "nights missing. Least squares is shown for what ignoring yesterday costs."
    )
    _false_alarms(part, series)
    _labels(part, 4 * series)
    _steps(part, series)
    _power(part, series, pictures)
    return part


def draw(seed: tuple[int, ...], series: int, nights: int, phi: float, change: float | Floats) -> Floats:
    """Series whose level changes by ``change`` from first to last night."""
    rng = np.random.default_rng([SEED, *seed])
    line = np.multiply.outer(np.broadcast_to(change, series), np.linspace(-0.5, 0.5, nights))
    return rounded(rng, 5 + line + pain(rng, series, nights, phi))


def slopes(y: Floats) -> tuple[Floats, Floats, Floats]:
    """P(change < 0) and the 95 % interval of each series under a flat prior."""
    found = []
    for start in range(0, len(y), TOGETHER):
        block = y[start : start + TOGETHER]
        line = np.broadcast_to(np.linspace(-0.5, 0.5, y.shape[1])[None, :, None], (*block.shape, 1))
        effect = regress(np.nan_to_num(block), np.ones((*block.shape, 1)), line, ~np.isnan(block))
        found.append(np.stack([effect.below(0.0), *effect.interval()])[:, :, 0])
    below, low, high = np.concatenate(found, axis=1)
    return below, low, high


def _least_squares(y: Floats) -> float:
    """Share of flat series called changing at 5 % by ordinary regression."""
    called = []
    for row in y:
        said = ~np.isnan(row)
        x, values_ = np.linspace(-0.5, 0.5, row.size)[said], row[said]
        x = x - x.mean()
        slope = (x @ values_) / (x @ x)
        rest = values_ - values_.mean() - slope * x
        error = np.sqrt(rest @ rest / (x.size - 2) / (x @ x))
        called.append(2 * stdtr(x.size - 2, -abs(slope / error)) < 0.05)
    return float(np.mean(called))


def _false_alarms(part: Part, series: int) -> None:
    rows, worst, covers = [], 0.0, {}
    for phi in PHIS:
        for nights in LENGTHS:
            flat = draw((1, nights, int(10 * phi)), series, nights, phi, 0.0)
            below, low, high = slopes(flat)
            wrong = float((np.minimum(below, 1 - below) < 0.025).mean())
            covers[phi, nights] = 1.0 - wrong
            rows.append((phi, nights, wrong, _least_squares(flat), float(np.mean(high - low))))
            worst = max(worst, wrong) if phi <= 0.5 else worst
    part.table(("φ", "nights", "false alarms", "least squares", "width of the interval"), rows)
    part.promise(at_most("false alarms at 5 %, φ ≤ .5", worst, 0.07))
    calm = [share for (phi, _), share in covers.items() if phi <= 0.5]
    part.promise(at_least("coverage of 95 %, φ ≤ .5, lowest", min(calm), 0.93))
    part.promise(
        at_least("coverage of 95 %, φ = .7, lowest", min(covers[0.7, nights] for nights in LENGTHS), 0.90)
    )


def _labels(part: Part, series: int) -> None:
    """Changes drawn as the prior believes, and flat ones beside them."""
    metric = content().trends.metrics["worst_pain"]
    rows, said, true, flat = [], 0, 0, 0
    for nights in LENGTHS:
        change = np.random.default_rng([SEED, 2, nights]).normal(0.0, metric.prior_sd, series)
        moving = _called(draw((3, nights), series, nights, 0.5, change), metric)
        still = _called(draw((4, nights), series, nights, 0.5, 0.0), metric)
        better = moving == "meaningfully_better"
        downward = better | (moving == "improving")
        said, true = said + int(better.sum()), true + int((better & (change <= -metric.meaningful)).sum())
        flat += int((still == "meaningfully_better").sum())
        shares = [
            float((moving == label).mean()) for label in ("meaningfully_better", "cannot_tell", "steady")
        ]
        rows.append(
            (nights, *shares, float((change[downward] < 0).mean()), float((still == "steady").mean()))
        )
    part.say(
        "Labels, where changes are drawn with sd 2 points, and where nothing changes (last column), φ = .5:"
    )
    head = (
        "nights",
        "meaningfully better",
        "cannot tell",
        "steady",
        "better or improving: truly down",
        "flat: steady",
    )
    part.table(head, rows)
    part.promise(at_least(f"“meaningfully better” that is true (of {said})", true / max(said, 1), 0.90))
    part.promise(at_most("flat series called meaningfully better", flat / (series * len(LENGTHS)), 0.005))


def _called(series: Floats, metric: Measure) -> NDArray[np.str_]:
    rules = values(trends.Rules, content().trends.numbers)
    scale = trends.Scale(metric.meaningful, metric.prior_sd, metric.better == "lower")
    return np.array([trends.trend(row, scale, rules).label for row in series])


def _steps(part: Part, series: int) -> None:
    """Evidence for a step where there is none, and where the level falls by three points half way."""
    edge = int(content().trends.numbers["shift_edge"].value)
    bound = content().trends.numbers["shift_factor"].value
    rows, worst = [], 0.0
    for nights in (56, 90):
        for phi in FLAT_PHIS:
            flat = draw((5, nights, int(10 * phi)), series, nights, phi, 0.0)
            false = float(np.mean([level_shift(row, edge).bayes_factor > bound for row in flat]))
            rng = np.random.default_rng([SEED, 6, nights, int(10 * phi)])
            fall = 1.5 - 3.0 * (np.arange(nights) >= nights // 2)
            stepped = rounded(rng, 5 + fall + pain(rng, series, nights, phi))
            found = [level_shift(row, edge) for row in stepped]
            sure = [one for one in found if one.bayes_factor > bound]
            off = float(np.median([abs(one.night - nights // 2) for one in sure])) if sure else float("nan")
            rows.append((nights, phi, false, len(sure) / series, off))
            worst = max(worst, false)
    part.say(f"A step of the level, Bayes factor over {bound:g}:")
    part.table(("nights", "φ", "said of flat series", "said of a fall of 3", "nights off, median"), rows)
    part.promise(at_most("steps seen in flat series", worst, 0.05))


def _power(part: Part, series: int, pictures: Path) -> None:
    lines = {}
    for nights in LENGTHS:
        points = []
        for fall in (0.0, 1.0, 2.0, 3.0, 4.0, 5.0):
            below, _, _ = slopes(draw((7, nights, int(fall)), series, nights, 0.5, -fall))
            points.append((fall, float((below > 0.975).mean())))
        lines[f"{nights} nights"] = points
    path = curves(
        pictures / "power-trends.svg",
        "How often a fall over the window is noticed",
        ("points of true fall", "share noticed"),
        lines,
    )
    part.picture(path, "Share of series in which a fall is noticed, by its size and the length of the record")
