"""A patient's own series, maps and factors, read from the diary in a fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any, TypedDict, cast

import numpy as np

from accounts.access import PatientAccess
from accounts.models import Consent
from base.plurals import counted
from insights.engine import associations as engine
from insights.engine import trends
from insights.experiment_queries import words_of
from insights.series.associations import Factor, associate, sentence
from insights.series.content import Content, Metric, content
from insights.series.nights import date_of
from insights.series.trends import Step, Summary, judge, read_series, signed
from journal import column_queries, vocabulary
from journal.night import NAMES, legs_of, painful

PAIN: frozenset[Metric] = frozenset({"worst_pain", "pain_nights", "episodes"})
HOURS = range(24)
Row = Mapping[str, Any]


class TrendPoint(TypedDict):
    """A night, or the Monday of a week, and what was said of it; null is a gap."""

    date: date
    value: float | None


class SummaryDocument(TypedDict):
    """A `Summary`: its label, null of pain; the change with its interval, null when it is too early; its sentence."""

    label: trends.Label | None
    change: float | None
    low: float | None
    high: float | None
    text: str


class StepDocument(TypedDict):
    """A `Step` of the level: the first date of the new one, its size, its sentence."""

    on: date
    size: float
    text: str


class TrendDocument(TypedDict):
    """A metric over time; `counts` are painful nights and those answered, of pain alone."""

    metric: Metric
    points: list[TrendPoint]
    summary: SummaryDocument
    step: StepDocument | None
    counts: dict[str, int] | None


class SiteNights(TypedDict):
    """Nights on which it hurt in one place, under the legs that hurt there; a leg that was not said is null."""

    site: str
    side: str | None
    nights: int


class PositionNights(TypedDict):
    """Nights on which pain began in one position, and for each action how often it ended in which way."""

    onset: str
    nights: int
    relieved_by: dict[str, dict[str, int]]


class HourNights(TypedDict):
    """Nights on which pain began in one hour of the day."""

    hour: int
    nights: int


class Heatmap(TypedDict):
    """Nights by place, by position, and by each of the 24 hours."""

    sites: list[SiteNights]
    positions: list[PositionNights]
    hours: list[HourNights]


# Not as a class, whose field could not be called `with`.
AssociationRow = TypedDict(
    "AssociationRow",
    {
        "id": str,
        "label": str,
        "with": tuple[int, int],
        "without": tuple[int, int],
        "effect": float | None,
        "low": float | None,
        "high": float | None,
        "q": float | None,
        "verdict": engine.Verdict,
        "text": str,
    },
)


class AssociationsDocument(TypedDict):
    """Each factor against the nights on which it was answered; how many nights there are, and a sentence for all."""

    nights: int
    text: str
    results: list[AssociationRow]
    next: None


def trend_of(access: PatientAccess, metric: Metric, *, first: date | None, last: date) -> TrendDocument:
    """Every visible night (or week) from the first logged to `last` as a point, gaps as null; and what has changed
    lately.

    Of pain it counts nights and gives the interval of the line: a direction is the verdict's alone to say.
    """
    first = access.clip(first)
    return _trend(access, metric, _diary(access, metric, first, last), first, last)


def peg_trend(
    access: PatientAccess, weeks: Mapping[str, Sequence[int | None]], *, first: date, last: date
) -> TrendDocument:
    """`trend_of` the weekly scores, of weeks that are at hand."""
    return _trend(access, "peg", {"nights": [], "peg": _visible(access, weeks)}, access.clip(first), last)


def _trend(
    access: PatientAccess, metric: Metric, diary: Row, first: date | None, last: date
) -> TrendDocument:
    start = max(filter(None, (first, _begins(diary))), default=last)
    dates, series = read_series(metric, diary, start, last)
    recent = max(0, len(dates) - int(content().trends.numbers["longest"].value))
    spoken = content(access.language)
    # As bytes, for an array cannot be a key of the cache.
    summary, step = _judged(metric, tuple(dates[recent:]), series[recent:].tobytes(), access.language)
    # NaN alone differs from itself, and JSON has no word for it.
    said = [None if value != value else value for value in series.tolist()]
    counts = _counts(diary["nights"]) if metric in PAIN else None
    return {
        "metric": metric,
        "points": [{"date": on, "value": value} for on, value in zip(dates, said, strict=True)],
        "summary": _spoken(summary)
        if counts is None
        else _without_direction(metric, summary, counts, spoken),
        "step": cast(StepDocument, asdict(step)) if step and counts is None else None,
        "counts": counts,
    }


def _counts(nights: Iterable[Row]) -> dict[str, int]:
    hurt = [pain for night in nights if (pain := painful(night)) is not None]
    return {"painful": sum(hurt), "answered": len(hurt)}


def _spoken(summary: Summary) -> SummaryDocument:
    return cast(SummaryDocument, asdict(summary))


def _without_direction(
    metric: Metric, summary: Summary, counts: Mapping[str, int], spoken: Content
) -> SummaryDocument:
    """Counts and interval in words; no label, for every one of them but the first names a direction or denies one."""
    said = spoken.trends
    text = said.sentences["counts"].format(**counted(**counts))
    if summary.low is not None and summary.high is not None:
        measure = said.metrics[metric]
        ends = {
            end: signed(getattr(summary, end), measure.decimals).replace(".", said.point)
            for end in ("low", "high")
        }
        text = f"{text} {said.sentences['line'].format(name=measure.name, unit=measure.unit, **ends)}"
    return {**_spoken(summary), "label": None, "text": text}


@lru_cache(maxsize=256)
def _judged(
    metric: Metric, dates: tuple[date, ...], series: bytes, language: str
) -> tuple[Summary, Step | None]:
    """`judge`, which is the slow part, remembered for a series that is the same to the last value."""
    return judge(metric, dates, np.frombuffer(series), content(language))


def _diary(access: PatientAccess, metric: Metric, first: date | None, last: date) -> dict[str, Any]:
    if metric == "peg":
        return {"nights": [], "peg": _visible(access, column_queries.pegs(access.patient))}
    pull = column_queries.strengths if metric in PAIN else column_queries.sleeps
    return {"nights": pull(access.patient, first, last)}


def _visible(
    access: PatientAccess, weeks: Mapping[str, Sequence[int | None]]
) -> dict[str, Sequence[int | None]]:
    return {on: said for on, said in weeks.items() if access.shows(date.fromisoformat(on))}


def _begins(diary: Row) -> date | None:
    """The first date with anything on it; before it there are no gaps, only nothing."""
    nights, weeks = diary["nights"], sorted(diary.get("peg", ()))
    if nights:
        return date_of(nights[0])
    return date.fromisoformat(weeks[0]) if weeks else None


def heatmap_of(access: PatientAccess, *, first: date | None, last: date | None) -> Heatmap:
    """`heatmap` of the visible nights of these dates: one query."""
    return heatmap(column_queries.places(access.patient, access.clip(first), last))


def heatmap(rows: Iterable[Row]) -> Heatmap:
    """Nights, never episodes, by place, by position with what was tried, and by hour of onset; from `places`.

    A night counts once for a place, under the legs that hurt there in any of its episodes: the nights of a leg and
    those of both legs add up to the nights on which it hurt.
    """
    legs: dict[tuple[int, str], int] = defaultdict(int)
    positions: dict[str, set[int]] = defaultdict(set)
    tried: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    hours: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for place in row["sites"] or ():
            legs[row["night"], place["site"]] |= legs_of((place,))
        if row["hour"] is not None:
            hours[row["hour"]].add(row["night"])
        if row["onset"] is not None:
            positions[row["onset"]].add(row["night"])
            for action, outcome in (row["actions"] or {}).items():
                tried[row["onset"], action, outcome].add(row["night"])
    sites: dict[tuple[str, str | None], set[int]] = defaultdict(set)
    for (night, site), mask in legs.items():
        sites[site, NAMES[mask]].add(night)
    return {
        "sites": [
            {"site": site, "side": side, "nights": len(nights)}
            for (site, side), nights in _most(sites.items())
        ],
        "positions": [
            {"onset": onset, "nights": len(nights), "relieved_by": _relief(tried, onset)}
            for onset, nights in _most(positions.items())
        ],
        "hours": [{"hour": hour, "nights": len(hours[hour])} for hour in HOURS],
    }


def _most(found: Iterable[tuple[Any, set[int]]]) -> list[tuple[Any, set[int]]]:
    return sorted(found, key=lambda one: (-len(one[1]), one[0]))


def _relief(tried: Mapping[tuple[str, str, str], set[int]], onset: str) -> dict[str, dict[str, int]]:
    """Per action, on how many nights it was tried in this position and how it ended."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for (position, action, outcome), nights in tried.items():
        if position == onset and outcome is not None:
            told[action][outcome] += len(nights)
    return {action: dict(counts) for action, counts in sorted(told.items())}


def associations_of(
    access: PatientAccess, *, first: date | None, last: date, language: str
) -> AssociationsDocument:
    """`associations` of the visible nights of these dates."""
    nights = column_queries.factors(access.patient, access.clip(first), last)
    return associations(access, nights, column_queries.own_labels(access.patient), language=language)


def associations(
    access: PatientAccess, nights: Sequence[Row], own_labels: Mapping[str, str], *, language: str
) -> AssociationsDocument:
    """Each day factor and tip against the same record's nights, those that showed nothing too.

    Factors in the person's own words are for those who may read free text.
    """
    own = access.scope != Consent.Scope.SUMMARY
    labels = own_labels if own else {}
    found = associate([{"patient": "", "nights": nights}])[0]
    spoken = content(language)
    said = spoken.associations
    looks = {"first": said.checkpoints[0].nights, "nights": found.nights}
    # Left out whole, not by its label alone: the slug is made of the person's words too.
    shown = [factor for factor in found.factors if own or not factor.id.startswith("own.")]
    return {
        "nights": found.nights,
        "text": said.sentences["caution"] if found.level else said.sentences["before"].format(**looks),
        "results": [_association(factor, _label(factor.id, labels, language), spoken) for factor in shown],
        "next": None,
    }


def _association(factor: Factor, label: str, spoken: Content) -> AssociationRow:
    found = factor.found
    return {
        "id": factor.id,
        "label": label,
        "with": found.with_factor,
        "without": found.without,
        "effect": found.effect,
        "low": found.low,
        "high": found.high,
        "q": found.q,
        "verdict": found.verdict,
        "text": sentence(factor, label, spoken),
    }


def _label(factor: str, own: Mapping[str, str], language: str) -> str:
    group, _, item = factor.partition(".")
    if group == "own":
        return own.get(factor, item)
    if group == "day":
        return vocabulary.load().label("day", item, language)
    return words_of(factor, language=language).removesuffix(".")  # it goes on as part of a sentence
