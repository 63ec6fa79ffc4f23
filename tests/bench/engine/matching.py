"""Part A: does the comparison find what was planted, stay calibrated, and stay silent where there is
nothing?
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insights.engine.counts import Looks, count, earlier
from insights.engine.match import strong_run
from tests.bench.engine.cohorts import Cohort
from tests.bench.engine.rivals import Floats

PAIRS = (
    ("pad", "venous"),
    ("rls", "neuropathy"),
    ("dvt", "cramp"),
    ("sciatica", "pressure"),
    ("posture", "inactivity"),
)
SAMPLE = 200  # people whose answers are taken away
BINS = np.linspace(0.0, 1.0, 11)


@dataclass(frozen=True, slots=True)
class Reading:
    """How one method did on one cohort at one length: shares.

    ``chance`` is the calibration error that so many people would show were every claim exactly right, and
    ``ece_sure`` the error among claims of .5 or more; ``loud_nulls`` are people without a pattern but with
    a claim of .85 or more.
    """

    top1: float
    top2: float
    ece: float
    chance: float
    ece_sure: float
    loud_nulls: float


def engine(cohort: Cohort, nights: int) -> Floats:
    """(people, patterns + 1): inclusion probabilities, and of none."""
    match = cohort.matcher.match(cohort.counts(nights))
    return np.column_stack([match.q, match.none]).astype(np.float64)


def reading(claims: Floats, cohort: Cohort) -> Reading:
    """Judge claims (people, patterns + 1). A top claim is right if it is one of the person's patterns."""
    patterns = claims[:, :-1]
    order = np.argsort(-patterns, axis=1)
    has = cohort.planted.any(axis=1)
    hit = np.take_along_axis(cohort.planted, order, axis=1)
    claim = patterns.max(axis=1)
    return Reading(
        top1=float(hit[has, 0].mean()),
        top2=float(hit[has, :2].any(axis=1).mean()),
        ece=calibration_error(claim, hit[:, 0]),
        chance=_chance(claim),
        ece_sure=calibration_error(claim[claim >= 0.5], hit[claim >= 0.5, 0]),
        loud_nulls=float((patterns[cohort.null] >= 0.85).any(axis=1).mean()),
    )


def calibration_error(claim: Floats, right: NDArray[np.bool_]) -> float:
    """Mean distance between what was claimed and how often it was so, over ten equal bins."""
    return float(sum(abs(said - so) * share for said, so, share in reliability(claim, right)))


def _chance(claim: Floats) -> float:
    rng = np.random.default_rng(1)
    return float(np.mean([calibration_error(claim, rng.random(claim.size) < claim) for _ in range(40)]))


def reliability(claim: Floats, right: NDArray[np.bool_]) -> list[tuple[float, float, float]]:
    """(mean claim, share right, share of people) of each bin that holds anyone."""
    where = np.clip(np.digitize(claim, BINS) - 1, 0, BINS.size - 2)
    return [
        (float(claim[where == at].mean()), float(right[where == at].mean()), float((where == at).mean()))
        for at in np.unique(where)
    ]


def told_apart(cohort: Cohort, nights: int) -> Mapping[tuple[str, str], float]:
    """`areas` of the comparison's scores."""
    return areas(cohort.matcher.match(cohort.counts(nights)).score, cohort)


def areas(score: NDArray[Any], cohort: Cohort) -> Mapping[tuple[str, str], float]:
    """Area under the curve between two patterns, on people who have one of them alone; score (people, patterns)."""
    names = list(cohort.content.patterns)
    found = {}
    for one, other in PAIRS:
        first, second = names.index(one), names.index(other)
        gap = score[:, first] - score[:, second]
        yes, no = (gap[cohort.single & cohort.planted[:, at]] for at in (first, second))
        found[one, other] = float((yes[:, None] > no).mean() + 0.5 * (yes[:, None] == no).mean())
    return found


def ever_strong(cohort: Cohort, nights: int) -> Floats:
    """Share of nulls, and of others, who were ever shown a strong pattern they do not have, looking every
    third night.
    """
    looks = cohort.looks(nights)
    parameters = cohort.content.parameters
    today = cohort.cells.days[np.maximum(looks.end - 1, 0)]
    before = earlier(cohort.cells, looks, today, parameters.window_days, parameters.look_every)
    high = np.zeros((len(before) + 1, *cohort.planted.shape), bool)
    kept = np.zeros_like(high)
    for number, look in enumerate([looks, *before]):
        high[number, look.diary], kept[number, look.diary] = _levels(cohort, look)
    wrong = np.zeros(cohort.planted.shape, bool)
    for start in range(len(high)):
        wrong |= strong_run(high[start:], kept[start:]) & ~cohort.planted
    never = [list(cohort.content.patterns).index(name) for name in cohort.content.settings.never_shown]
    wrong[:, never] = False
    anyone: NDArray[np.bool_] = np.asarray(wrong.any(axis=1))
    return np.array([anyone[cohort.null].mean(), anyone[~cohort.null].mean()])


def _levels(cohort: Cohort, look: Looks) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    counts, display = count(cohort.cells, look, cohort.matcher.layout), cohort.content.display
    q = cohort.matcher.match(counts).q
    enough = (counts.painful >= display.painful_strong)[:, None]
    return (q >= display.strong) & enough, q >= display.shown


def deletion(cohort: Cohort, nights: int, rng: np.random.Generator) -> tuple[float, float]:
    """Mean fall of the top claim when its three strongest answers are taken away, and when three others are.

    Measured on the first `SAMPLE` people whose top claim is shown (.6 or more).
    """
    counts = cohort.counts(nights)
    match, terms = cohort.matcher.match(counts), cohort.matcher.terms
    top = match.q.argmax(axis=1)
    shown = np.flatnonzero(match.q.max(axis=1) >= cohort.content.display.shown)
    falls = []
    for person in shown.tolist()[:SAMPLE]:
        which = int(top[person])
        asked = [at for at, term in enumerate(terms) if counts.asked[person, list(term.columns)].any()]
        strongest = np.argsort(-match.weight[person, :, which])[:3]
        others = rng.choice(asked, 3, replace=False)
        falls.append([_fall(cohort, nights, person, taken, which) for taken in (strongest, others)])
    strong, random = np.mean(np.array(falls), axis=0)
    return float(strong), float(random)


def _fall(cohort: Cohort, nights: int, person: int, terms: NDArray[np.intp], top: int) -> float:
    """How far one person's claim falls when some questions had never been asked."""
    columns = [column for at in terms for column in cohort.matcher.terms[at].columns]
    alone = cohort.person(person)
    rows, who = alone.cells.rows.copy(), alone.cells.who.copy()
    rows[:, columns] = -1
    who[:, columns] = -1
    changed = replace(alone, cells=replace(alone.cells, rows=rows, who=who))
    before, after = (engine(one, nights)[0, top] for one in (alone, changed))
    return float(before - after)
