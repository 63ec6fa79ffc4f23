"""The best reader that can be built who knows how made-up people are drawn, but not which world is being read.

It knows every number of ``world.yaml`` and the table before a world moved it, and reads a diary by Bayes' rule: the
chance of the answers under nothing, each pattern, each half-mimic and each pair, with everything that is drawn for
one person integrated out. For one person the world's moved cells are nothing but more spread, and given the length
of their three shared factors all items are independent, so one item after another is integrated on a grid. Copied
nights are recognised and counted once.

Not exact in four places: what the nights of one person have in common beyond copies enters by each item's own rate;
a pair's nights are not sorted by cause; sides of pairs and day factors are approximate; copies are decided, not
weighed.
"""

from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logsumexp
from scipy.stats import chi2

from insights.engine.cells import YES
from insights.engine.counts import Counts
from tests.bench.engine.cohorts import Cohort
from tests.bench.engine.fresh import Fresh, fresh
from tests.bench.engine.rivals import Floats
from tools.simulation.answers import FAITHFUL
from tools.simulation.person import SCORED_BY_STYLE
from tools.simulation.settings import Settings, rates, settings
from tools.simulation.world import World, draw_world

GRID = np.linspace(-7.0, 7.0, 57)  # log odds of a tick on one night
DRAWS = 200  # of a person's single choices and sides
SHARES = (0.35, 0.65)  # of a pair's first cause
PROBIT = 0.346  # a logistic curve averaged over N(0, v) is one whose argument is divided by √(1 + .346 v)
CHOICES = ("onset", "when", "dur")


class Knowing:
    """Reads counts for patterns in the order of ``names``."""

    def __init__(self, names: tuple[str, ...], found: Settings | None = None) -> None:
        self.settings = found or settings()
        still = draw_world(
            replace(self.settings, table_sd=0.0, cell_lost=0.0), rates(), np.random.default_rng(0)
        )
        self.world: World = still
        self.rows = still.table[[still.causes.index(name) for name in names]]
        self.pairs = list(combinations(range(len(names)), 2))
        points, weights = np.polynomial.hermite_e.hermegauss(5)
        self.styles, self.style_weights = points * self.settings.style_sd, weights / weights.sum()
        # Of the three shared factors: their mean square, at three equally likely values.
        self.lengths: list[float] = [float(chi2.ppf(at, 3)) / 3 for at in (1 / 6, 1 / 2, 5 / 6)]

    def read(self, cohort: Cohort, nights: int) -> Floats:
        """(people, patterns + 1): inclusion probabilities, and of none."""
        told, counts = fresh(cohort, nights), cohort.counts(nights)
        parts = [self._given(told, counts, length) for length in self.lengths]
        logs = logsumexp(np.stack(parts), axis=0) + self._prior()
        posterior = np.exp(logs - logsumexp(logs, axis=1, keepdims=True))
        names, none = len(self.rows), posterior[:, len(self.rows) : 2 * len(self.rows) + 1].sum(axis=1)
        q = posterior[:, :names].copy()
        for at, (one, other) in enumerate(self.pairs):
            share = posterior[:, 2 * names + 1 + at]
            q[:, one] += share
            q[:, other] += share
        return np.column_stack([q, none])

    def _prior(self) -> Floats:
        """Of patterns, the null, mimics, pairs: the order of every array below."""
        s, names = self.settings, len(self.rows)
        shares: list[Floats] = [
            np.full(names, (1 - s.none - s.pair) / names),
            np.full(1, s.none * (1 - s.half_mimic)),
            np.full(names, s.none * s.half_mimic / names),
            np.full(len(self.pairs), s.pair / len(self.pairs)),
        ]
        return np.asarray(np.log(np.concatenate(shares)))

    def _given(self, told: Fresh, counts: Counts, length: float) -> Floats:
        """Log likelihood (people, hypotheses) for one length of the shared factors; style and share integrated."""
        s = self.settings
        spread = s.person_sd * np.sqrt(s.person_factors_share * length + 1 - s.person_factors_share)
        plain = self._once(told, counts, float(spread))
        logs = np.empty((len(self.styles), len(SHARES), *plain.shape[1:]))
        for at, style in enumerate(self.styles):
            logs[at] = plain + self._ticks(told, float(spread), float(style))
        weights = np.log(self.style_weights)[:, None, None, None]
        whole: Floats = logsumexp(logs + weights, axis=(0, 1)) - np.log(len(SHARES))
        return whole

    # -- the parts that style does not touch -------------------------------------------------------------------

    def _once(self, told: Fresh, counts: Counts, spread: float) -> Floats:
        """(shares, people, hypotheses)."""
        rng = np.random.default_rng(1)
        whole = np.zeros((len(SHARES), len(told.yes), len(self._prior())))
        for name in CHOICES:
            columns = self.world.group(name)
            whole += self._choice(told.yes[:, columns], columns, spread, rng)
        whole += self._sides(told.sides, spread, rng)
        whole += self._who(counts, spread) + self._days(counts)
        for column in [
            at for at, item in enumerate(self.world.items) if item.split(".")[0] in ("help", "worse", "rel")
        ]:
            whole += self._tick(told, column, spread, 0.0)
        return whole

    def _drawn(
        self, columns: NDArray[np.int64], spread: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Scores (singles + null + mimics, draws, columns), shown or not, and the deviation to be added to each."""
        s, usual = self.settings, self.world.background[columns]
        rows = np.vstack([self.rows, self.world.null[None]])[:, columns]
        shape = (DRAWS, columns.size)
        moved = rows[:, None] + rng.normal(0, s.table_sd, shape)
        moved = np.where(rng.random(shape) < s.cell_lost, usual, moved)
        mimics = np.where(rng.random(shape) < 0.5, moved[:-1], moved[-1])
        whole = np.concatenate([moved, mimics])
        return np.where(rng.random((DRAWS, 1)) < s.expressed, whole, usual), rng.normal(0, spread, shape)

    def _chances(
        self, columns: NDArray[np.int64], spread: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats]:
        """Chances of the answers of a choice: of all but pairs, and of pairs' second causes (shown apart)."""
        scores, deviation = self._drawn(columns, spread, rng)
        others, _ = self._drawn(columns, spread, rng)
        return _softmax(scores + deviation), _softmax(others[: len(self.rows)] + deviation)

    def _choice(
        self, yes: Floats, columns: NDArray[np.int64], spread: float, rng: np.random.Generator
    ) -> Floats:
        chances, others = self._chances(columns, spread, rng)
        return np.stack(
            [_mean_power(np.concatenate([chances, self._mixed(chances, others, x)]), yes) for x in SHARES]
        )

    def _mixed(self, chances: Floats, others: Floats, share: float) -> Floats:
        first, second = np.array(self.pairs).T
        return np.asarray(share * chances[first] + (1 - share) * others[second])

    def _sides(self, sides: Floats, spread: float, rng: np.random.Generator) -> Floats:
        """Which leg; of a pair as if each night's one leg followed either cause's habit."""
        one, both, varies = (self.world.at(f"side.{name}") for name in ("one", "both", "varies"))
        chances, others = self._chances(np.array([one, both, varies]), spread, rng)
        left, right = sides[:, 0], sides[:, 1]
        either = FAITHFUL**left * (1 - FAITHFUL) ** right + FAITHFUL**right * (1 - FAITHFUL) ** left
        same = 0.5 * either
        whole = []
        for share in SHARES:
            p = np.concatenate([chances, self._mixed(chances, others, share)])
            stays = p[..., 0] / (p[..., 0] + p[..., 2])
            legs = (
                stays.mean(axis=1) * same[:, None]
                + (1 - stays).mean(axis=1) * (0.5 ** (left + right))[:, None]
            )
            two = np.stack([p[..., 1], 1 - p[..., 1]], axis=-1)
            whole.append(np.log(legs) + _mean_power(two, np.column_stack([sides[:, 2], left + right])))
        return np.stack(whole)

    def _who(self, counts: Counts, spread: float) -> Floats:
        """Yes or no, once; of a pair whichever cause shows more, told by both."""
        s, world = self.settings, self.world
        who = world.group("who")
        first, second = np.array(self.pairs).T
        rows, usual, null = self.rows[:, who], world.background[who], world.null[who]

        def rate(score: Floats, sd: float) -> Floats:
            return np.asarray(expit(score / np.sqrt(1 + PROBIT * sd**2)))

        hidden, wide = rate(usual, spread), float(np.hypot(spread, s.table_sd))
        kept = 1 - s.cell_lost
        single = s.expressed * kept * rate(rows, wide) + (1 - s.expressed * kept) * hidden
        nobody = s.expressed * kept * rate(null, wide) + (1 - s.expressed * kept) * hidden
        either = 1 - (1 - s.expressed * kept) ** 2
        most = np.maximum(np.maximum(rows[first], rows[second]), usual)
        pair = either * rate(most, wide) + (1 - either) * hidden
        p = np.vstack([single, nobody[None], (single + nobody) / 2, pair])
        yes, no = counts.who[:, who] == YES, counts.who[:, who] == 0
        return np.asarray(yes.astype(float) @ np.log(p).T + no.astype(float) @ np.log(1 - p).T)

    def _days(self, counts: Counts) -> Floats:
        """Log odds ratios as normal, weakened by the pain that lingers; nulls and mimics have none."""
        s, world = self.settings, self.world
        days = world.group("day")
        a, c = counts.yes[:, days] / YES, counts.quiet_yes / YES
        b, d = counts.asked[:, days] - a, counts.quiet_asked - c
        cells = np.stack([a, b, c, d]) + 0.5
        found, v = np.log(cells[0] * cells[3] / cells[1] / cells[2]), (1 / cells).sum(axis=0)
        v = np.where(np.minimum(a + b, c + d) > 0, v, 1e6)
        dull = 1 / np.sqrt(1 + PROBIT * s.latent_sd**2)
        push = self.rows[:, days] - world.null[days]
        first, second = np.array(self.pairs).T
        expected = np.concatenate(
            [push, np.zeros((1 + len(push), days.size)), (push[first] + push[second]) / 2]
        )
        planted = np.where(np.abs(expected) > 0, s.expressed, 0.0)
        sd2 = dull**2 * (s.effect_sd**2 + 2 * s.table_sd**2)
        wide, narrow = v[:, None] + sd2, v[:, None]
        shown = -0.5 * ((found[:, None] - dull * expected) ** 2 / wide + np.log(wide / narrow))
        hidden = -0.5 * found[:, None] ** 2 / narrow
        return np.asarray(
            np.logaddexp(np.log(np.maximum(planted, 1e-300)) + shown, np.log(1 - planted) + hidden).sum(
                axis=2
            )
        )

    # -- ticks -----------------------------------------------------------------------------------------------------

    def _ticks(self, told: Fresh, spread: float, style: float) -> Floats:
        styled = [at for at, item in enumerate(self.world.items) if item.startswith(SCORED_BY_STYLE)]
        return np.asarray(sum(self._tick(told, column, spread, style) for column in styled))

    def _tick(self, told: Fresh, column: int, spread: float, style: float) -> Floats:
        """(shares, people, hypotheses): a binomial of uncopied nights, its rate integrated over the grid."""
        s, item = self.settings, self.world.items[column]
        chance = expit(GRID)
        if not item.startswith(("help.", "worse.")):
            chance = chance * (1 - s.tick_dropped) + (1 - chance) * s.tick_added
        logs = told.yes[:, [column]] * np.log(chance) + told.no[:, [column]] * np.log1p(-chance)
        singles, pairs = self._densities(column, spread, style)
        raised = np.exp(logs)
        whole = [np.hstack([raised @ singles.T, raised @ pair.T]) for pair in pairs]
        return np.log(np.stack(whole))

    def _densities(self, column: int, spread: float, style: float) -> tuple[Floats, list[Floats]]:
        """Weights on the grid, of all but pairs (hypotheses, grid) and of pairs for every share."""
        s = self.settings
        in_family = any(self.world.items[column] in family for family in s.families.values())
        dull = 1 / np.sqrt(1 + PROBIT * s.family_sd**2) if in_family else 1.0
        usual, wide = self.world.background[column], float(np.hypot(spread, s.table_sd))
        shown = s.expressed * (1 - s.cell_lost)
        rows = np.append(self.rows[:, column], self.world.null[column])
        moved = _normal(dull * (rows[:, None] + style), dull * wide)
        hidden = _normal(dull * (np.array([[usual]]) + style), dull * spread)
        alone = shown * moved + (1 - shown) * hidden
        singles = np.vstack([alone, (alone[:-1] + alone[-1]) / 2])
        points, weights = np.polynomial.hermite_e.hermegauss(9)
        deviation, weights = style + spread * points, weights / weights.sum()
        shift, shift_weights = np.polynomial.hermite_e.hermegauss(3)
        scores = np.concatenate(
            [rows[:-1, None] + s.table_sd * shift, np.full((len(rows) - 1, 1), usual)], axis=1
        )
        chances = np.append(shown * shift_weights / shift_weights.sum(), 1 - shown)
        first, second = np.array(self.pairs).T
        a = expit(dull * (scores[first][:, :, None, None] + deviation))
        b = expit(dull * (scores[second][:, None, :, None] + deviation))
        weight = chances[:, None, None] * chances[:, None] * weights
        return singles, [_spread_out(x * a + (1 - x) * b, weight) for x in SHARES]


def _softmax(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def _mean_power(chances: Floats, counts: Floats) -> Floats:
    """log of the mean over draws of ∏ chanceᵏ: chances (hypotheses, draws, answers) → (people, hypotheses)."""
    logs = np.log(np.maximum(chances, 1e-12))
    return np.log(np.stack([np.exp(counts @ one.T).mean(axis=1) for one in logs], axis=1) + 1e-300)


def _normal(mean: Floats, sd: float) -> Floats:
    weights = np.exp(-0.5 * ((GRID - mean) / sd) ** 2)
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def _spread_out(chance: Floats, weight: Floats) -> Floats:
    """Chances (pairs, …) with weights (…) put on the grid, each between its two neighbours."""
    step = GRID[1] - GRID[0]
    at = np.clip((np.log(chance / (1 - chance)) - GRID[0]) / step, 0, GRID.size - 1.001)
    low = at.astype(np.intp)
    rest = at - low
    mass = np.broadcast_to(weight, chance.shape)
    base = np.arange(len(chance)).reshape(-1, *[1] * (chance.ndim - 1)) * GRID.size
    size = len(chance) * GRID.size
    out = np.bincount((base + low).ravel(), (mass * (1 - rest)).ravel(), size)
    out += np.bincount((base + low + 1).ravel(), (mass * rest).ravel(), size)
    return np.asarray(out.reshape(len(chance), GRID.size))
