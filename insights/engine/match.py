"""The posterior over hypotheses, and how much each pattern is part of it.

q of a pattern is the summed probability of every hypothesis that contains it: how much the log looks like
it, flat over causes. It is not the probability of a disease.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .counts import Counts
from .hypotheses import hypotheses
from .layout import layout
from .parameters import Floats, Parameters, Rates
from .weights import Reals, Term, Weights

# Stored with every comparison; moves when the same counts can give other numbers.
VERSION = "1.1.0"
DECIBANS = 10 / np.log(10)
# Looks scored together: small enough that their arrays stay in the processor's cache.
BATCH = 256
Rows = TypeVar("Rows", Counts, "Match")


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """One row per look. `q` (looks, patterns); `none` (looks,) is the probability of no pattern;
    `score` (looks, patterns) and `weight` (looks, terms, patterns) are in decibans, of each pattern alone."""

    q: Floats
    none: Floats
    score: Reals
    weight: Reals


class Matcher:
    """Compares counts with the patterns of one content."""

    def __init__(self, rates: Rates, parameters: Parameters) -> None:
        self.rates, self.parameters = rates, parameters
        self.layout = layout(rates.items)
        self.hypotheses = hypotheses(rates, self.layout, parameters)
        self._weights = Weights(self.layout, self.hypotheses, parameters)

    @property
    def terms(self) -> list[Term]:
        """The questions, in the order of `Match.weight`."""
        return self._weights.terms

    def match(self, counts: Counts) -> Match:
        """Every look against every pattern; looks do not influence one another."""
        looks, patterns = len(counts.painful), len(self.rates.patterns)
        found = Match(
            q=np.empty((looks, patterns)),
            none=np.empty(looks),
            score=np.empty((looks, patterns), np.float32),
            # Terms outside: each is written in one run.
            weight=np.empty((len(self.terms), looks, patterns), np.float32).transpose(1, 0, 2),
        )
        for start in range(0, looks, BATCH):
            rows = slice(start, start + BATCH)
            self._batch(_part(counts, rows), _part(found, rows))
        return found

    def _batch(self, counts: Counts, found: Match) -> None:
        """Fill the rows of `found`, views of the whole."""
        patterns, decibans = len(self.rates.patterns), np.float32(DECIBANS)
        prior = self.hypotheses.prior
        support = np.zeros((len(counts.painful), len(prior) - 1), np.float32)
        for number, contribution in enumerate(self._weights.contributions(counts)):
            support += contribution
            np.multiply(contribution[:, :patterns], decibans, out=found.weight[:, number])
        np.multiply(support[:, :patterns], decibans, out=found.score)
        # The background stands for itself: its weights are zero.
        logs = np.empty((len(support), len(prior)))
        np.add(support, prior[:-1], out=logs[:, :-1])
        logs[:, -1] = prior[-1]
        logs -= logs.max(axis=1, keepdims=True)
        posterior = np.exp(logs, out=logs)
        posterior /= posterior.sum(axis=1, keepdims=True)
        # Columns are taken and summed, not multiplied as matrices: no sum may depend on the batch.
        np.take(posterior, self.hypotheses.containing, axis=1).sum(axis=2, out=found.q)
        posterior[:, self.hypotheses.none].sum(axis=1, out=found.none)


def _part(whole: Rows, rows: slice) -> Rows:
    return type(whole)(*(getattr(whole, name)[rows] for name in type(whole).__slots__))


def strong_run(high: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Replay of looks (axis 0, newest first): strong once `high` twice in a row, until not `kept`."""
    strong = np.zeros(high.shape[1:], bool)
    before = np.zeros_like(strong)
    for now_high, now_kept in zip(high[::-1], kept[::-1], strict=True):
        strong = (strong & now_kept) | (before & now_high)
        before = now_high
    return strong
