"""A diary's day factors and tips against its own nights, with counts, sizes and sentences."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from insights.engine import associations as engine
from insights.engine.arrays import Floats
from insights.series import nights as read
from insights.series.content import Content, content, values
from insights.series.trends import signed
from journal.night import Night

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Factor:
    """One factor of one diary: ``id`` is the vocabulary's (``day.longsit``), a person's own (``own.tea``)
    or a tip's.
    """

    id: str
    found: engine.Association


@dataclass(frozen=True, slots=True)
class Association:
    """All factors of one diary at its latest checkpoint; ``level`` is 0 before the first one."""

    patient: str
    nights: int
    level: float
    factors: tuple[Factor, ...]


def associate(diaries: Iterable[Mapping[str, Any]], said: Content | None = None) -> list[Association]:
    """Judge every diary up to its last night, all fits of the batch side by side."""
    found = said or content()
    records = [_Record.of(diary, found) for diary in diaries]
    levels = [level(record.panel.weekend.size, found) for record in records]
    rules = [values(engine.Rules, found.associations.numbers, level=one) for one in levels]
    answers = engine.associate([record.panel for record in records], rules)
    return [
        Association(
            record.patient,
            record.panel.weekend.size,
            spent,
            tuple(Factor(id, one) for id, one in zip(record.ids, answer, strict=True)),
        )
        for record, spent, answer in zip(records, levels, answers, strict=True)
    ]


def level(nights: int, said: Content | None = None) -> float:
    """The error rate of the latest checkpoint reached after this many calendar nights, 0 before the first."""
    looks = (said or content()).associations.checkpoints
    return next((look.level for look in reversed(looks) if look.nights <= nights), 0.0)


def sentence(factor: Factor, label: str, said: Content | None = None) -> str:
    """What a patient reads about one factor; ``label`` is the vocabulary's or the person's own word for
    it.
    """
    one = factor.found
    spoken = said or content()
    point = spoken.trends.point
    words: dict[str, Any] = {"label": label}
    words["with_painful"], words["with_nights"] = one.with_factor
    words["without_painful"], words["without_nights"] = one.without
    if one.effect is not None and one.low is not None and one.high is not None:
        words["effect"] = f"{abs(one.effect):.1f}".replace(".", point)
        words["low"], words["high"] = (signed(end, 1).replace(".", point) for end in (one.low, one.high))
    return spoken.associations.sentences[one.verdict].format(**words)


@dataclass(frozen=True, slots=True)
class _Record:
    """A diary as the engine reads it: calendar nights from the first logged to the last.

    Nights filled in late are left out: their day is remembered in the light of the night that followed.
    """

    patient: str
    ids: tuple[str, ...]
    panel: engine.Panel

    @classmethod
    def of(cls, diary: Mapping[str, Any], said: Content) -> "_Record":
        nights = [night for night in diary["nights"] if not night.get("late")]
        if not nights:
            return cls(diary["patient"], (), engine.Panel(*(np.empty(0),) * 3, np.empty((0, 0))))
        first, last = min(map(read.date_of, nights)), max(map(read.date_of, nights))
        readings = dict(_readings(nights, frozenset(said.experiments.unsuitable)))
        columns = [read.calendar(nights, first, last, reading) for reading in readings.values()]
        size = (last - first).days + 1
        panel = engine.Panel(
            strength=read.calendar(nights, first, last, read.worst_pain),
            painful=read.calendar(nights, first, last, read.painful),
            weekend=_weekend(first, size),
            factors=np.stack(columns, axis=1) if columns else np.empty((size, 0)),
        )
        return cls(diary["patient"], tuple(readings), panel)


def _readings(nights: Sequence[Night], left_out: frozenset[str]) -> Iterator[tuple[str, read.Reading]]:
    """Every day factor ever answered and every tip ever tried, but those that are reached for when it
    hurts.
    """
    keys = {key for night in nights for key, value in (night.get("day") or {}).items() if value is not None}
    # Sorted, for a set has another order in each process.
    for key in sorted(keys):
        yield (key if key.startswith("own.") else f"day.{key}"), _factor(key)
    tips = {tried["tip"] for night in nights for tried in night.get("tips_tried") or ()}
    for tip in sorted(tips - left_out):
        yield tip, _tip(tip)


def _factor(key: str) -> read.Reading:
    def reading(night: Night) -> float | None:
        value = (night.get("day") or {}).get(key)
        return None if value is None else float(value)

    return reading


def _tip(tip: str) -> read.Reading:
    """Known on nights that name a tip; where none is named nobody knows whether tips were asked about."""

    def reading(night: Night) -> float | None:
        tried = night.get("tips_tried")
        return float(any(one["tip"] == tip for one in tried)) if tried else None

    return reading


def _weekend(first: date, size: int) -> Floats:
    """1 where the day before the night is a Saturday or Sunday: a night bears the date of its evening."""
    return np.array(
        [(first + timedelta(days=step)).weekday() >= SATURDAY for step in range(size)], dtype=np.float64
    )
