"""A person's trigger profile: which of their own day factors go with worse or better nights.

Each factor is tested alone beside weekend and linear time with the regression of `insights.engine.gls`; a
person's factors form one family under Benjamini & Hochberg 1995. The size that is displayed is shrunk
towards nothing by a normal prior, because findings that pass a threshold in a short record overstate
themselves two- to threefold. Its interval spans both the shrunken one, which keeps its promise for what was
found by luck, and the plain one, which keeps it for what is truly large.

The AR(1) term also guards against reverse causation: when a bad night changes the next day's habits, that
habit carries news about last night only, and last night is what the whitening has already taken out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from insights.engine.arrays import Bools, Floats
from insights.engine.gls import regress
from insights.engine.mixture import span

Verdict = Literal["more", "fewer", "none", "too_few"]

CHUNK = 32  # records fitted side by side: enough to spread numpy's overhead, few enough to stay in the cache


@dataclass(frozen=True, slots=True)
class Panel:
    """One person's consecutive calendar nights.

    ``strength`` (n,) is each night's pain in points and ``painful`` (n,) 1, 0; ``weekend`` (n,) 0 or 1;
    ``factors`` (n, F) 1, 0 (or a measured amount). NaN is not said everywhere but in ``weekend``.
    """

    strength: Floats
    painful: Floats
    weekend: Floats
    factors: Floats


@dataclass(frozen=True, slots=True)
class Rules:
    """When a factor is tested, and how it is judged: all numbers come from the content."""

    level: float  # a finding's largest adjusted p at this look; 0 before the first checkpoint
    nights_with: int
    nights_without: int
    painful_nights: int
    quiet_nights: int
    prior_sd: float  # points
    interval: float  # probability, say 0.95


@dataclass(frozen=True, slots=True)
class Association:
    """One factor against the night: ``with_factor`` and ``without`` are (painful, logged) nights.

    ``effect`` is shrunken points of pain on a night with the factor against one without, ``low`` and ``high``
    span its interval and the unshrunken one; ``p`` is two-sided, ``q`` adjusted for the person's other
    factors. All five are None when too few.
    """

    with_factor: tuple[int, int]
    without: tuple[int, int]
    effect: float | None
    low: float | None
    high: float | None
    p: float | None
    q: float | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class _Estimate:
    effect: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True)
class _Group:
    """Factors of one panel answered on the same nights, so that they share one whitening."""

    panel: int
    columns: tuple[int, ...]
    observed: Bools


def associate(panels: Sequence[Panel], rules: Sequence[Rules]) -> list[list[Association]]:
    """Judge every factor of every panel; ``rules`` has one entry a panel. Answers keep both orders."""
    groups = [
        group
        for index, (panel, rule) in enumerate(zip(panels, rules, strict=True))
        for group in _groups(index, panel, rule)
    ]
    estimates: dict[int, dict[int, _Estimate]] = defaultdict(dict)
    for chunk in _chunks(groups):
        for group, answers in zip(chunk, _estimate(panels, rules, chunk), strict=True):
            estimates[group.panel].update(zip(group.columns, answers, strict=True))
    return [
        _judged(panel, rule, estimates[index])
        for index, (panel, rule) in enumerate(zip(panels, rules, strict=True))
    ]


def adjusted(p: Floats) -> Floats:
    """Benjamini–Hochberg adjusted p-values, in the order given."""
    order = np.argsort(p)[::-1]
    raised = p[order] * p.size / np.arange(p.size, 0, -1)
    out = np.empty_like(raised)
    # From the largest p down, so that a smaller p never gets a larger q.
    out[order] = np.minimum(np.minimum.accumulate(raised), 1.0)
    return out


def counts(panel: Panel, column: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """(painful, logged) nights with the factor and without it; a night counts if both were said."""
    said = ~np.isnan(panel.painful) & ~np.isnan(panel.factors[:, column])
    present = said & (panel.factors[:, column] > 0)
    absent = said & ~present
    return _counted(panel.painful[present]), _counted(panel.painful[absent])


def _counted(painful: Floats) -> tuple[int, int]:
    return int(painful.sum()), painful.size


def _groups(index: int, panel: Panel, rules: Rules) -> Iterator[_Group]:
    """The panel's testable factors by the nights on which they and the outcome are known."""
    known = ~np.isnan(panel.strength)
    by_nights: dict[bytes, list[int]] = defaultdict(list)
    for column in range(panel.factors.shape[1]):
        if _testable(panel, column, rules):
            observed = known & ~np.isnan(panel.factors[:, column])
            # By bytes, for an array cannot be a key.
            by_nights[observed.tobytes()].append(column)
    for nights, columns in by_nights.items():
        yield _Group(index, tuple(columns), np.frombuffer(nights, dtype=np.bool_))


def _testable(panel: Panel, column: int, rules: Rules) -> bool:
    """Enough nights of all four kinds, among those whose strength and factor are both known."""
    known = ~np.isnan(panel.strength) & ~np.isnan(panel.factors[:, column])
    present = panel.factors[known, column] > 0
    painful = panel.strength[known] > 0
    return bool(
        rules.level > 0
        and present.sum() >= rules.nights_with
        and (~present).sum() >= rules.nights_without
        and painful.sum() >= rules.painful_nights
        and (~painful).sum() >= rules.quiet_nights
    )


def _chunks(groups: Sequence[_Group]) -> Iterator[list[_Group]]:
    """Groups of equal width side by side, longest records together, `CHUNK` at a time."""
    by_width: dict[int, list[_Group]] = defaultdict(list)
    for group in groups:
        by_width[len(group.columns)].append(group)
    for same in by_width.values():
        # Short records are padded to the longest: side by side those of like length waste least.
        same.sort(key=lambda group: group.observed.size)
        for start in range(0, len(same), CHUNK):
            yield same[start : start + CHUNK]


def _estimate(
    panels: Sequence[Panel], rules: Sequence[Rules], chunk: Sequence[_Group]
) -> Iterator[list[_Estimate]]:
    """Fit a chunk at once; shorter records are padded with nights that nobody logged."""
    nights = max(group.observed.size for group in chunk)
    outcome = np.zeros((len(chunk), nights))
    nuisance = np.ones((len(chunk), nights, 3))
    factors = np.zeros((len(chunk), nights, len(chunk[0].columns)))
    observed = np.zeros((len(chunk), nights), dtype=np.bool_)
    for row, group in enumerate(chunk):
        panel, size = panels[group.panel], group.observed.size
        outcome[row, :size] = panel.strength
        nuisance[row, :size, 1] = panel.weekend
        nuisance[row, :size, 2] = np.linspace(-1.0, 1.0, size)
        factors[row, :size] = panel.factors[:, group.columns]
        observed[row, :size] = group.observed
    effect = regress(outcome, nuisance, factors, observed)
    p = effect.two_sided()
    for row, group in enumerate(chunk):
        rule = rules[group.panel]
        plain = effect.row(row)
        one = plain.with_prior(0.0, rule.prior_sd)
        low, high = span(plain, one, rule.interval)
        yield [
            _Estimate(*map(float, values)) for values in zip(one.average(), low, high, p[row], strict=True)
        ]


def _judged(panel: Panel, rules: Rules, estimates: dict[int, _Estimate]) -> list[Association]:
    """Adjust over the factors that could be estimated; the rest are too few."""
    # A factor that weekend and time explain wholly has no p, and may not count in the family.
    sure = {column: found for column, found in estimates.items() if np.isfinite(found.p)}
    q = dict(zip(sure, adjusted(np.array([found.p for found in sure.values()])), strict=True))
    answers = []
    for column in range(panel.factors.shape[1]):
        present, absent = counts(panel, column)
        if column not in sure:
            answers.append(Association(present, absent, None, None, None, None, None, "too_few"))
            continue
        found, rate = sure[column], float(q[column])
        # By p, not by the interval: that spans two of them, and may reach zero at the edge of a finding.
        verdict: Verdict = "none" if rate > rules.level else "more" if found.effect > 0 else "fewer"
        answers.append(
            Association(present, absent, found.effect, found.low, found.high, found.p, rate, verdict)
        )
    return answers
