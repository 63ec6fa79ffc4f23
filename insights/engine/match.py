"""The posterior over hypotheses, and how much each pattern is part of it.

q of a pattern is the summed probability of every hypothesis that contains it: how much the log looks like
it, flat over causes. It is not the probability of a disease.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .counts import Counts
from .hypotheses import hypotheses
from .layout import layout
from .parameters import Floats, Parameters, Rates
from .weights import Reals, Term, Weights

# Stored with every comparison; moves when the same counts can give other numbers.
VERSION = "1.0.0"
DECIBANS = 10 / np.log(10)
# Looks scored together: small enough that their arrays stay in the processor's cache.
BATCH = 256


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
        parts = [self._batch(part) for part in _batches(counts)]
        if not parts:
            return self._batch(counts)
        return Match(*(np.concatenate([getattr(part, name) for part in parts]) for name in Match.__slots__))

    def _batch(self, counts: Counts) -> Match:
        patterns = len(self.rates.patterns)
        support = np.zeros((len(counts.painful), len(self.hypotheses.prior)), np.float32)
        weight = np.empty((len(support), len(self.terms), patterns), np.float32)
        for number, contribution in enumerate(self._weights.contributions(counts)):
            support[:, :-1] += contribution
            weight[:, number] = contribution[:, :patterns]
        logs = support + self.hypotheses.prior
        posterior = np.exp(logs - logs.max(axis=1, keepdims=True))
        posterior /= posterior.sum(axis=1, keepdims=True)
        # Rows are taken and summed, not multiplied as matrices: no sum may depend on the batch.
        decibans = np.float32(DECIBANS)
        return Match(
            q=np.take(posterior, self.hypotheses.containing, axis=1).sum(axis=2),
            none=posterior[:, self.hypotheses.none].sum(axis=1),
            score=support[:, :patterns] * decibans,
            weight=weight * decibans,
        )


def _batches(counts: Counts) -> Iterator[Counts]:
    names = Counts.__slots__
    for start in range(0, len(counts.painful), BATCH):
        yield Counts(*(getattr(counts, name)[start : start + BATCH] for name in names))


def strong_run(high: NDArray[np.bool_], kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Replay of looks (axis 0, newest first): strong once `high` twice in a row, until not `kept`."""
    strong = np.zeros(high.shape[1:], bool)
    before = np.zeros_like(strong)
    for now_high, now_kept in zip(high[::-1], kept[::-1], strict=True):
        strong = (strong & now_kept) | (before & now_high)
        before = now_high
    return strong
