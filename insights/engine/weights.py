"""Evidence of each question for each hypothesis, in nats against the background.

A question with categories i, counted k_i on n nights, has likelihood Dirichlet-multinomial with a = s·p;
a tick is the case of two categories (beta-binomial). Its weight w = log DM(k; s_h p_h) − log DM(k; s_0
p_0) splits into one part per category and one for n, so tables of exp(part) turn scoring into look-ups
and products (Good 1950 for weights of evidence; the beta's own concentration makes evidence level off
with more of the same nights).

Not everyone shows every feature of a pattern: w' = log(π e^w + 1 − π). Questions move together and copied
nights tell less: w' is multiplied by d and, for what is answered night by night, by τ, and no question
then counts more than the cap either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import special
from .cells import YES
from .counts import Counts
from .hypotheses import Hypotheses
from .layout import CHOICES, Layout
from .parameters import Floats, Parameters

Reals = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Term:
    """One question as it enters the score. `columns` are the items it speaks of."""

    kind: str
    columns: tuple[int, ...]


class Weights:
    """The tables of one content, and the weight of every question for any batch of counts."""

    def __init__(self, layout: Layout, hypotheses: Hypotheses, parameters: Parameters) -> None:
        self._layout, self._hypotheses, self._parameters = layout, hypotheses, parameters
        self.terms = (
            [Term("choice", tuple(layout.groups[group])) for group in CHOICES]
            + [Term("tick", (int(column),)) for column in layout.ticks]
            + [Term("side", (layout.column["side.one"], layout.column["side.varies"]))]
            + [Term("day", (int(column),)) for column in layout.days]
            + [Term("who", (int(column),)) for column in layout.who]
        )
        self._cap = np.float32(np.log(parameters.cap_ratio))
        self._bins = int(np.rint(parameters.style_gain * parameters.style_limit / parameters.style_step))
        self._per_night = self._night_table()
        self._chosen = {group: self._choice_tables(group) for group in CHOICES}
        self._ticked = [self._tick_tables(*one) for one in zip(layout.ticks, layout.styled, strict=True)]
        self._sides = self._side_table()
        self._persons = self._person_table()
        self._expected = np.ascontiguousarray(hypotheses.contrasts.T, np.float32)

    def contributions(self, counts: Counts) -> Iterator[Reals]:
        """For each of `terms` an array (looks, hypotheses): d·τ·w', capped."""
        # Answers of one person move together, so each counts for less than its likelihood (Varin, Reid & Firth 2011).
        tempered = (self._parameters.discount * self.temper(counts)).astype(np.float32)[:, None]
        for ratio in self._nightly(counts):
            yield self._tempered(ratio, tempered)
        yield from self._contrasts(counts)
        for number, column in enumerate(self._layout.who):
            # Not asked is -1, so the first row of the table is that of no answer.
            person: Reals = np.take(self._persons[number], counts.who[:, column] + 1, axis=0)
            yield person

    def temper(self, counts: Counts) -> Floats:
        """τ: how much a night tells, given how often the one before was answered alike."""
        p = self._parameters
        painful = np.maximum(counts.painful, 1)
        alike = (counts.repeats + p.repeat_prior) / (painful - 1 + p.repeat_nights)
        fresh = (1 - alike) / (1 + alike) + 2 * alike / ((1 + alike) * painful)
        tempered: Floats = (fresh / p.repeat_reference) ** p.repeat_power
        # Without a floor the thirtieth identical night would lower the pattern that it speaks for.
        floored: Floats = np.maximum(tempered, p.repeat_floor)
        return floored

    def _nightly(self, counts: Counts) -> Iterator[Reals]:
        """π e^w of what is answered night by night, in the order of `terms`."""
        for group in CHOICES:
            columns = self._layout.groups[group]
            ratio: Reals = self._per_night[counts.asked[:, columns[0]]][:, None]
            for column, table in zip(columns, self._chosen[group], strict=True):
                ratio = ratio * np.take(table, counts.yes[:, column], axis=0)
            yield ratio
        ticks = self._layout.ticks
        yes, asked = counts.yes.T[ticks] // YES, counts.asked.T[ticks]
        nights = self._per_night[asked]
        first = np.where(self._layout.styled[:, None], self._style(counts) * len(self._per_night), 0)
        of_yes, of_no = first + yes, first + (asked - yes)
        for number, (yes_table, no_table) in enumerate(self._ticked):
            tick: Reals = np.take(yes_table, of_yes[number], axis=0)
            tick *= np.take(no_table, of_no[number], axis=0)
            tick *= nights[number, :, None]
            yield tick
        sides: Reals = self._sides[counts.left, counts.right]
        yield sides

    def _tempered(self, ratio: Reals, factor: Reals | np.float32) -> Reals:
        """`ratio` is π e^w and is written over; returns d·τ·log(π e^w + 1 − π) within the cap."""
        ratio += np.float32(1 - self._parameters.mixture)
        weight: Reals = np.log(ratio, out=ratio)
        weight *= factor
        # Published likelihood ratios of self-evident signs rarely go beyond (docs/engine/matching.md).
        np.clip(weight, -self._cap, self._cap, out=weight)
        return weight

    def _style(self, counts: Counts) -> NDArray[np.intp]:
        """Grid bin of each look's habit of ticking much or little."""
        p, columns = self._parameters, self._layout.ticks[self._layout.styled]
        usual = self._hypotheses.usual[columns]
        yes = counts.yes[:, columns].sum(axis=1) / YES
        asked = np.take(counts.asked, columns, axis=1)
        # Rows are taken and summed, not multiplied as matrices: no sum may depend on the batch.
        expected, spread = (asked * usual).sum(axis=1), (asked * (usual * (1 - usual))).sum(axis=1)
        habit = (yes - expected) / (spread + p.style_prior)
        shift = p.style_gain * np.clip(habit, -p.style_limit, p.style_limit)
        # Rounded to the grid of the tables, so that every path of the code moves by the same step.
        bins: NDArray[np.intp] = np.rint(shift / p.style_step).astype(np.intp) + self._bins
        return bins

    def _contrasts(self, counts: Counts) -> Iterator[Reals]:
        """Log odds ratio of painful against pain-free nights, per day factor; no τ, these are days."""
        p, days = self._parameters, self._layout.days
        a = counts.yes[:, days] / YES
        b = counts.asked[:, days] - a
        c = counts.quiet_yes / YES
        d = counts.quiet_asked - c
        # Half a night in each cell: an empty one would make the log odds infinite.
        cells = np.stack([a, b, c, d]) + 0.5
        x = np.log(cells[0] * cells[3] / (cells[1] * cells[2]))
        variance = (1 / cells).sum(axis=0)
        enough = np.minimum(a + b, c + d) >= p.contrast_nights
        wide, narrow = variance + p.contrast_spread**2, variance + p.contrast_null**2
        # log N(x; μ, wide) − log N(x; 0, narrow) as a parabola in μ; zero where nights are too few.
        parabola = np.stack(
            [0.5 * (x**2 / narrow - x**2 / wide + np.log(narrow / wide)), x / wide, -0.5 / wide]
        )
        level, slope, bend = (parabola * enough).astype(np.float32)
        for number, expected in enumerate(self._expected):
            ratio: Reals = bend[:, number, None] * expected
            ratio += slope[:, number, None]
            ratio *= expected
            ratio += level[:, number, None]
            np.exp(ratio, out=ratio)
            ratio *= np.float32(p.mixture)
            yield self._tempered(ratio, np.float32(p.discount))

    def _night_table(self) -> Reals:
        """π times the part of n, for n nights asked."""
        p = self._parameters
        nights = np.arange(p.window_days + 1)
        own = special.gammaln(p.pattern_strength) - special.gammaln(p.pattern_strength + nights)
        usual = special.gammaln(p.background_strength) - special.gammaln(p.background_strength + nights)
        table: Reals = (p.mixture * np.exp(own - usual)).astype(np.float32)
        return table

    def _part(self, own: Floats, usual: Floats, counts: Floats) -> Reals:
        """exp of a category's part: own (..., hypotheses) and usual (..., 1) rates, counts k."""
        a = (self._parameters.pattern_strength * own)[..., None, :]
        a0 = (self._parameters.background_strength * usual)[..., None, :]
        k = counts[:, None]
        ratio: Reals = np.exp(
            special.gammaln(a + k) - special.gammaln(a) - special.gammaln(a0 + k) + special.gammaln(a0)
        ).astype(np.float32)
        return ratio

    def _choice_tables(self, group: str) -> Reals:
        """(categories, half nights, hypotheses)."""
        columns = self._layout.groups[group]
        own = self._hypotheses.rates[:, columns]
        usual = self._hypotheses.background[columns]
        # Kept away from never and always, the rates of a choice no longer sum to one.
        own, usual = own / own.sum(axis=1, keepdims=True), usual / usual.sum()
        # Half nights: a lying side counts half for either meaning when both legs hurt.
        halves = np.arange(YES * self._parameters.window_days + 1) / YES
        return self._part(own.T, usual[:, None], halves)

    def _tick_tables(self, column: int, styled: bool) -> tuple[Reals, Reals]:
        """Two tables (style bins × nights, hypotheses): of the nights with yes, of those with no."""
        step, bins = self._parameters.style_step, self._bins if styled else 0
        shift = step * np.arange(-bins, bins + 1)[:, None]
        own = special.expit(special.logit(self._hypotheses.rates[:, column]) + shift)
        usual = special.expit(special.logit(self._hypotheses.background[column]) + shift)
        nights = np.arange(self._parameters.window_days + 1.0)
        yes, no = self._part(own, usual, nights), self._part(1 - own, 1 - usual, nights)
        return yes.reshape(-1, own.shape[1]), no.reshape(-1, own.shape[1])

    def _side_table(self) -> Reals:
        """π e^w for l left and r right nights; which of the two is "the same leg" is not asked."""
        own, usual, s = (
            self._hypotheses.sameness,
            self._hypotheses.usual_sameness,
            self._parameters.side_strength,
        )
        nights = np.arange(self._parameters.window_days + 1.0)

        def likelihood(same: Floats) -> Floats:
            a, b = s * same, s * (1 - same)
            first = special.gammaln(a + nights[:, None]) - special.gammaln(a)
            second = special.gammaln(b + nights[:, None]) - special.gammaln(b)
            straight = np.exp(first[:, None] + second[None])
            result: Floats = straight + np.swapaxes(straight, 0, 1)
            return result

        # The part of n is common to both and cancels: one strength for pattern and background.
        ratio = likelihood(own) / likelihood(np.array([usual]))
        return (self._parameters.mixture * ratio).astype(np.float32)

    def _person_table(self) -> Reals:
        """(who items, cell + 1, hypotheses): said once, so Bernoulli and without τ."""
        p, columns = self._parameters, self._layout.who
        own, usual = self._hypotheses.rates[:, columns].T, self._hypotheses.background[columns][:, None]
        table = np.ones((len(columns), YES + 2, own.shape[1]))
        table[:, 1], table[:, 1 + YES] = (1 - own) / (1 - usual), own / usual
        ratio = (p.mixture * table).astype(np.float32)
        return self._tempered(ratio, np.float32(p.discount))
