"""A metric of a diary as points and a sentence: what the trends page, the mail and the report show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from base.plurals import counted
from insights.engine import trends as engine
from insights.engine.arrays import Floats
from insights.engine.shifts import level_shift
from insights.series import nights as read
from insights.series.content import Content, Measure, Metric, content, values

READINGS: Mapping[str, read.Reading] = {
    "worst_pain": read.worst_pain,
    "pain_nights": read.painful,
    "episodes": read.episodes,
    "sleep_minutes": read.sleep_minutes,
    "sleep_efficiency": read.sleep_efficiency,
    "awakenings": read.awakenings,
    "minutes_awake": read.minutes_awake,
    "quality": read.quality,
}
WEEK = 7


@dataclass(frozen=True, slots=True)
class Point:
    """One night (or week) and what was said of it."""

    date: date
    value: float | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the level, when the evidence for one is strong: the first date of the new level, and its
    size.
    """

    on: date
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class Summary:
    """The label of `insights.engine.trends` with change and interval in the metric's unit, and its
    sentence.
    """

    label: engine.Label
    change: float | None
    low: float | None
    high: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Trend:
    """Everything shown of one metric."""

    metric: Metric
    points: tuple[Point, ...]
    summary: Summary
    step: Step | None


def trend(
    metric: Metric, diary: Mapping[str, Any], first: date, last: date, said: Content | None = None
) -> Trend:
    """Read ``metric`` from a diary's nights dated ``first`` to ``last``, both included.

    PEG is read from the diary's ``peg``, a mapping of Mondays to three answers, one step a week.
    """
    dates, series = read_series(metric, diary, first, last)
    points = tuple(
        Point(on, None if np.isnan(value) else float(value)) for on, value in zip(dates, series, strict=True)
    )
    summary, step = judge(metric, dates, series, said)
    return Trend(metric, points, summary, step)


def read_series(
    metric: Metric, diary: Mapping[str, Any], first: date, last: date
) -> tuple[Sequence[date], Floats]:
    """The dates of the steps and their values, NaN where nothing was said."""
    if metric == "peg":
        return _weeks(diary, first, last)
    series = read.calendar(diary["nights"], first, last, READINGS[metric])
    return [first + timedelta(days=step) for step in range(series.size)], series


def judge(
    metric: Metric, dates: Sequence[date], series: Floats, said: Content | None = None
) -> tuple[Summary, Step | None]:
    """What can be said of such a series: its change in words, and the step in it if there is one."""
    found = said or content()
    measure = found.trends.metrics[metric]
    spoken = series * measure.times
    judged = engine.trend(spoken, _scale(measure), _rules(found, measure))
    text = _sentence(judged, measure, spoken, found)
    summary = Summary(judged.label, judged.change, judged.low, judged.high, text)
    return summary, _step(judged, dates, spoken, measure, found)


def _weeks(diary: Mapping[str, Any], first: date, last: date) -> tuple[Sequence[date], Floats]:
    """Mondays of the window with the mean of the three PEG answers, NaN unless all were given."""
    # The first Monday inside: the answers of a week that began before are about nights outside the window.
    start = first + timedelta(days=-first.weekday() % WEEK)
    mondays = [start + timedelta(days=day) for day in range(0, (last - start).days + 1, WEEK)]
    answers = diary.get("peg") or {}
    return mondays, np.array([_mean(answers.get(monday.isoformat())) for monday in mondays], dtype=np.float64)


def _mean(answers: Sequence[float | None] | None) -> float:
    given = [answer for answer in answers or () if answer is not None]
    return sum(given) / len(given) if given and len(given) == len(answers or ()) else np.nan


def _scale(measure: Measure) -> engine.Scale:
    return engine.Scale(measure.meaningful, measure.prior_sd, measure.better == "lower")


def _rules(found: Content, measure: Measure) -> engine.Rules:
    rules = values(engine.Rules, found.trends.numbers)
    return replace(rules, steps=measure.steps or rules.steps, values=measure.values or rules.values)


def _sentence(judged: engine.Trend, measure: Measure, spoken: Floats, found: Content) -> str:
    rules = _rules(found, measure)
    words: dict[str, Any] = {
        "name": measure.name,
        "unit": measure.unit,
        "steps": found.trends.steps[measure.step],
        "nights": spoken.size,
        **counted(values=int((~np.isnan(spoken)).sum())),
        "needed": rules.values,
        "window": rules.steps,
    }
    still = judged.label == "steady" and judged.low == judged.high
    if judged.change is not None and judged.low is not None and judged.high is not None:
        point = found.trends.point
        words["change"] = f"{abs(judged.change):.{measure.decimals}f}".replace(".", point)
        words["low"] = signed(judged.low, measure.decimals).replace(".", point)
        words["high"] = signed(judged.high, measure.decimals).replace(".", point)
    return found.trends.sentences["unchanged" if still else judged.label].format(**words)


def day_month(day: date, said: Content) -> str:
    """A date inside a sentence: `5 November`."""
    return said.trends.date.format(day=day.day, month=said.trends.months[day.month - 1])


def signed(value: float, decimals: int) -> str:
    """A number with its sign, a true minus, and no sign on zero."""
    rounded = round(value, decimals) + 0.0
    text = f"{abs(rounded):.{decimals}f}"
    return text if rounded == 0 else f"{'+' if rounded > 0 else '−'}{text}"


def _step(
    judged: engine.Trend, dates: Sequence[date], spoken: Floats, measure: Measure, found: Content
) -> Step | None:
    """The likeliest step, if there is enough of a record and the evidence passes the content's threshold."""
    if judged.label == "too_early" or judged.low == judged.high:
        return None
    numbers = found.trends.numbers
    edge = int(numbers["shift_edge"].value)
    if spoken.size < 2 * edge:
        return None
    shift = level_shift(spoken, edge)
    if shift.bayes_factor <= numbers["shift_factor"].value:
        return None
    text = found.trends.sentences["step"].format(
        date=day_month(dates[shift.night], found),
        way=found.trends.ways["up" if shift.size > 0 else "down"],
        size=f"{abs(shift.size):.{measure.decimals}f}".replace(".", found.trends.point),
        unit=measure.unit,
    )
    return Step(dates[shift.night], shift.size, text)
