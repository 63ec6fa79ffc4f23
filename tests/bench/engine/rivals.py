"""Simpler and trained ways to read the same counts, to be measured beside the comparison."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from insights.engine.counts import Counts
from insights.engine.parameters import Rates
from tests.bench.engine.cohorts import Cohort

Floats = NDArray[np.float64]
PRIOR_NIGHTS = 2.0  # nights of background mixed into every observed rate
KEY_FEATURES = 8
TEMPERATURES = np.geomspace(0.2, 60, 40)


class Rival(Protocol):
    """Gives each person a probability of every pattern and, last, of none: (people, patterns + 1)."""

    def read(self, counts: Counts) -> Floats: ...


def observed(counts: Counts, rates: Rates) -> Floats:
    """Share of nights with each item, drawn a little towards the background; unasked items are the
    background.
    """
    yes, asked = counts.yes / 2.0, counts.asked.astype(np.float64)
    who = counts.who
    person = np.array([item.startswith("who.") for item in rates.items])
    yes = np.where(person, who == 2, yes)
    asked = np.where(person, (who >= 0) * PRIOR_NIGHTS, asked)
    yes = np.where(person, yes * asked, yes)
    return np.asarray((yes + PRIOR_NIGHTS * rates.background) / (asked + PRIOR_NIGHTS))


@dataclass(frozen=True, slots=True)
class Cosine:
    """Angle between a person's rates and each pattern's, both measured from the background."""

    rates: Rates
    temperature: float = 1.0

    def points(self, counts: Counts) -> Floats:
        people = observed(counts, self.rates) - self.rates.background
        patterns = np.vstack([self.rates.by_pattern, self.rates.null]) - self.rates.background
        people = people / np.maximum(np.linalg.norm(people, axis=1, keepdims=True), 1e-9)
        patterns = patterns / np.linalg.norm(patterns, axis=1, keepdims=True)
        return np.asarray(people @ patterns.T)

    def read(self, counts: Counts) -> Floats:
        return softmax(self.temperature * self.points(counts))


@dataclass(frozen=True, slots=True)
class Points:
    """A point for each of a pattern's key features that a person shows at half the pattern's rate or more."""

    rates: Rates
    temperature: float = 1.0

    def points(self, counts: Counts) -> Floats:
        people, rates = observed(counts, self.rates), self.rates
        excess = rates.by_pattern - rates.background
        keys = np.argsort(-excess, axis=1)[:, :KEY_FEATURES]
        shown = [
            (people[:, key] >= 0.5 * (row[key] + rates.background[key])).sum(axis=1)
            for row, key in zip(rates.by_pattern, keys, strict=True)
        ]
        table = np.array(shown, dtype=np.float64).T / KEY_FEATURES
        return np.column_stack([table, np.full(len(table), 0.5)])

    def read(self, counts: Counts) -> Floats:
        return softmax(self.temperature * self.points(counts))


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """Multinomial logistic regression on observed rates, numbers asked and side counts."""

    rates: Rates
    model: Any

    @classmethod
    def on(cls, cohort: Cohort, counts: Counts, strength: float) -> "Trained":
        """People with two patterns teach both, at half weight."""
        rates = cohort.matcher.rates
        planted = np.column_stack([cohort.planted, cohort.null])
        person, label = np.nonzero(planted)
        weight = 1.0 / planted.sum(axis=1)[person]
        model = make_pipeline(StandardScaler(), LogisticRegression(C=strength, max_iter=400))
        model.fit(features(counts, rates)[person], label, logisticregression__sample_weight=weight)
        return cls(rates, model)

    def read(self, counts: Counts) -> Floats:
        return np.asarray(self.model.predict_proba(features(counts, self.rates)))


def features(counts: Counts, rates: Rates) -> Floats:
    shares = np.clip(observed(counts, rates), 0.01, 0.99)
    sides = np.abs(counts.left - counts.right) / np.maximum(counts.left + counts.right, 1)
    quiet = (counts.quiet_yes / 2.0 + 0.6) / (counts.quiet_asked + 2.0)
    return np.column_stack([np.log(shares / (1 - shares)), sides, quiet])


def softmax(points: Floats) -> Floats:
    raised = np.exp(points - points.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def tempered(rival: Cosine | Points, cohort: Cohort, counts: Counts) -> Cosine | Points:
    """The rival with the temperature that makes its claims fit best on people whose truth is known."""
    points = rival.points(counts)
    truth = np.column_stack([cohort.planted, cohort.null])

    def loss(temperature: float) -> float:
        return -float(np.log((softmax(temperature * points) * truth).sum(axis=1) + 1e-12).mean())

    return type(rival)(rival.rates, float(min(TEMPERATURES, key=loss)))
