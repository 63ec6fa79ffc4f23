"""Part C: day factors, twenty a person, half of them yes or no, that linger and follow the week."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.special import stdtr, stdtrit

from insights.engine.arrays import Floats
from insights.engine.associations import Association, Panel, Rules, adjusted, associate
from insights.series.content import content, values
from tests.bench.engine.noise import NUGGET, lingering, pain, rounded
from tests.bench.engine.pictures import curves
from tests.bench.engine.tables import Part, at_least, at_most

FACTORS, BINARY = 20, 10
PHIS = (0.2, 0.5, 0.7)
SEED = 4002
SHOWN = ("more", "fewer")
LENGTHS = (28, 56, 84, 120, 180)
PLANTED = (("yes or no, 1 point", 0, 1.0), ("yes or no, 2 points", 0, 2.0), ("1 point a sd", BINARY, 1.0))


@dataclass(frozen=True, slots=True)
class Plan:
    """One cell: seed, people, nights, correlation of pain, and the planted ``effect`` of factor ``at``."""

    seed: int
    people: int
    nights: int
    phi: float
    at: int = 0
    effect: float = 0.0


def measure(people: int, pictures: Path) -> Part:
    """``people`` without any effect; half as many in every row of the power table."""
    part = Part("C. What goes with worse nights")
    part.say(
        f"{FACTORS} factors a person, {BINARY} of them yes or no, each correlated by 0–.7 from day to day; half "
        "follow the weekend, which itself adds half a point, and pain drifts down by a point; a quarter "
        f"of the nights missing (seed {SEED}). Pain-free nights are not required here, since the made-up "
        "pain hardly has any."
    )
    _nulls(part, people)
    _power(part, people // 2, pictures)
    _reverse(part, people)
    return part


def rules(level: float) -> Rules:
    """The content's rules at one level, without the demand for pain-free nights."""
    found = values(Rules, content().associations.numbers, level=level)
    return replace(found, painful_nights=0, quiet_nights=0)


def panels(plan: Plan) -> list[Panel]:
    """Made-up people of one cell."""
    rng = np.random.default_rng([SEED, plan.seed])
    size, nights = plan.people, plan.nights
    weekend = (np.arange(nights) % 7 >= 5).astype(np.float64)
    lasting = rng.uniform(0, 0.7, (FACTORS, size))
    raw = np.stack([lingering(rng, size, nights, phi) for phi in lasting], axis=-1)
    raw += 0.8 * weekend[:, None] * (np.arange(FACTORS) % 2)
    factors = np.where(np.arange(FACTORS) < BINARY, raw > 0.4, raw).astype(np.float64)
    level = 5 + 0.5 * weekend - np.linspace(0, 1, nights) + plan.effect * factors[:, :, plan.at]
    strength = rounded(rng, level + pain(rng, size, nights, plan.phi))
    return [
        Panel(row, np.where(np.isnan(row), np.nan, row > 0), weekend, columns)
        for row, columns in zip(strength, factors, strict=True)
    ]


def found(people: Sequence[Panel], level: float) -> list[list[Association]]:
    return associate(people, [rules(level)] * len(people))


def _cut(panel: Panel, nights: int) -> Panel:
    return Panel(
        panel.strength[:nights], panel.painful[:nights], panel.weekend[:nights], panel.factors[:nights]
    )


def _nulls(part: Part, people: int) -> None:
    """People for whom nothing matters, looked at at every checkpoint."""
    looks = content().associations.checkpoints
    longest = looks[-1].nights
    rows, ever_all = [], []
    for phi in PHIS:
        crowd = panels(Plan(int(10 * phi), people // len(PHIS), longest, phi))
        shown = [
            [
                any(one.verdict in SHOWN for one in row)
                for row in found([_cut(one, look.nights) for one in crowd], look.level)
            ]
            for look in looks
        ]
        ever = np.array(shown).any(axis=0)
        ever_all.append(ever)
        rows.append((phi, *(float(np.mean(row)) for row in shown), float(ever.mean())))
    ever = np.concatenate(ever_all)
    part.say(
        f"{ever.size} people for whom nothing matters: share shown any finding at each checkpoint, and ever."
    )
    part.table(("φ", *(f"{look.nights} nights" for look in looks), "ever"), rows)
    part.promise(at_most(f"shown anything over three looks ({ever.size} people)", float(ever.mean()), 0.06))


def _power(part: Part, people: int, pictures: Path) -> None:
    rows, lines, wrong, covered = [], {}, [], []
    for number, (name, at, effect) in enumerate(PLANTED):
        points = []
        for nights in LENGTHS:
            crowd = _everyone(100 + number, people, nights, at, effect)
            loose, strict = found(crowd, 0.05), found(crowd, 0.015)
            power = [float(np.mean([row[at].verdict == "more" for row in one])) for one in (loose, strict)]
            wrong += [_false_share(row, at) for row in loose]
            covered += [_covers(row[at], effect) for row in loose if row[at].effect is not None]
            sizes = [row[at].effect or 0.0 for row in strict if row[at].verdict == "more"]
            rows.append((name, nights, *power, float(np.mean(sizes)) if sizes else "–"))
            points.append((float(nights), power[1]))
        lines[name] = points
    part.say(
        "One factor matters: share of people in whom it is found, a third of them at each φ, and the size shown "
        "where found."
    )
    part.table(("effect", "nights", "found at .05", "found at .015", "mean size shown"), rows)
    by = {(str(row[0]), row[1]): float(row[2]) for row in rows}
    part.promise(at_least("found at .05: 1 point a sd, 56 nights", by["1 point a sd", 56], 0.65))
    part.promise(
        at_least("found at .05: yes or no, 2 points, 84 nights", by["yes or no, 2 points", 84], 0.75)
    )
    part.promise(at_most("false discovery rate at .05", float(np.mean(wrong)), 0.07))
    part.promise(at_least("intervals shown that hold the truth", float(np.mean(covered)), 0.93))
    _limit(part, people)
    path = pictures / "power-factors.svg"
    curves(path, "How often a factor that matters is found", ("nights", "share found at .015"), lines)
    part.picture(path, "Share of people in whom a factor that matters is found, by nights")


def _everyone(seed: int, people: int, nights: int, at: int, effect: float) -> list[Panel]:
    """A third of the people at each correlation of pain."""
    plans = (Plan(seed + int(1000 * phi), people // len(PHIS), nights, phi, at, effect) for phi in PHIS)
    return [one for plan in plans for one in panels(plan)]


def _limit(part: Part, people: int) -> None:
    """What no test of this kind could pass: the same regression, told the covariance it has to estimate."""
    told, halves = [], []
    for phi in PHIS:
        for one in panels(Plan(102 + int(1000 * phi), people // len(PHIS), 56, phi, BINARY, 1.0)):
            p, half = informed(one, phi)
            told.append(adjusted(p)[BINARY] <= 0.05)
            halves.append(half[BINARY])
    part.say(
        "What no test of this kind could pass: told the true correlation of the nights, which it has to "
        f"estimate, it finds 1 point a sd at 56 nights in {np.mean(told):.1%} (half-width of its interval "
        f"{np.median(halves):.2f} points)."
    )


def informed(panel: Panel, phi: float) -> tuple[Floats, Floats]:
    """p and half of the 95 % interval of each factor by least squares on nights whitened with the true
    covariance.
    """
    said = np.flatnonzero(~np.isnan(panel.strength))
    near = phi ** np.abs(said[:, None] - said[None, :])
    root = np.linalg.inv(np.linalg.cholesky((1 - NUGGET) * near + NUGGET * np.eye(said.size)))
    drift = np.linspace(-1.0, 1.0, panel.strength.size)
    base, _ = np.linalg.qr(root @ np.column_stack([np.ones(said.size), panel.weekend[said], drift[said]]))
    rest = root @ np.column_stack([panel.strength, panel.factors])[said]
    rest -= base @ (base.T @ rest)
    y, own, freedom = rest[:, 0], (rest[:, 1:] ** 2).sum(axis=0), said.size - 4
    size = rest[:, 1:].T @ y / own
    error = np.sqrt((y @ y - size**2 * own) / own / freedom)
    return 2 * stdtr(freedom, -np.abs(size / error)), -stdtrit(freedom, 0.025) * error


def _covers(one: Association, effect: float) -> bool:
    return one.low is not None and one.high is not None and one.low <= effect <= one.high


def _false_share(row: Sequence[Association], at: int) -> float:
    """Of one person's findings, those about other factors than the planted one; 0 where nothing was found."""
    shown = [place != at for place, one in enumerate(row) if one.verdict in SHOWN]
    return float(np.mean(shown)) if shown else 0.0


def _reverse(part: Part, people: int) -> None:
    """A bad night changes the next day's habit, which then changes nothing."""
    rows = []
    for phi in PHIS:
        rng = np.random.default_rng([SEED, 200, int(10 * phi)])
        strength = rounded(rng, 5 + pain(rng, people, 84, phi))
        bad = np.nan_to_num(strength, nan=5.0) + rng.normal(0, 1, strength.shape) > 5
        habit = np.column_stack([rng.random(people) < 0.5, bad[:, :-1]]).astype(np.float64)
        crowd = [
            Panel(row, row, np.zeros(84), day[:, None]) for row, day in zip(strength, habit, strict=True)
        ]
        p = np.array([row[0].p if row[0].p is not None else np.nan for row in found(crowd, 0.05)])
        rows.append((phi, float(np.nanmean(p < 0.05))))
    part.say("A habit that a bad night brings about on the next day, tested alone at 5 %, 84 nights:")
    part.table(("φ", "called a factor"), rows)
    part.promise(at_most("reverse causes called factors, highest", max(row[1] for row in rows), 0.07))
