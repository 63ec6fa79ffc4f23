"""What one night says in numbers: None wherever it was not said, never zero.

A night is the contract's mapping. Sleep follows the Consensus Sleep Diary (Carney 2012): time asleep is
from trying to sleep to the final awakening, less the minutes to fall asleep and the minutes awake;
efficiency is time asleep as a share of the time from getting into bed to getting out. Several periods of
sleep in a night are added up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from insights.engine.arrays import Floats
from journal import night as night_reading
from journal.night import Night, worst_strength

Reading = Callable[[Night], float | None]

MINUTE = timedelta(minutes=1)


def date_of(night: Night) -> date:
    """The local calendar date of the night's evening."""
    return date.fromisoformat(night["date"])


def worst_pain(night: Night) -> float | None:
    """The worst strength of the night, 0 on a pain-free one."""
    return worst_strength(night)


def painful(night: Night) -> float | None:
    """1 on a painful night, 0 on a pain-free one."""
    pain = night_reading.painful(night)
    return None if pain is None else float(pain)


def episodes(night: Night) -> float | None:
    """How many; a painful night whose episodes were never described has no number."""
    hurt, told = night_reading.painful(night), night_reading.episodes_of(night)
    if hurt is False:
        return 0.0
    return float(len(told)) if hurt and told else None


def sleep_minutes(night: Night) -> float | None:
    """Minutes asleep; None unless every period has all it takes."""
    return _total(_periods(night), _asleep)


def sleep_efficiency(night: Night) -> float | None:
    """Minutes asleep per hundred in bed."""
    asleep = sleep_minutes(night)
    if asleep is None:
        return None
    in_bed = _total(_periods(night), _in_bed)
    return 100.0 * asleep / in_bed if in_bed and asleep <= in_bed else None


def awakenings(night: Night) -> float | None:
    """Awakenings before the final one."""
    return _total(_periods(night), lambda period: _number(period, "awakenings"))


def minutes_awake(night: Night) -> float | None:
    """Minutes awake between falling asleep and the final awakening."""
    return _total(_periods(night), _awake)


def quality(night: Night) -> float | None:
    """How the sleep was rated, averaged over periods."""
    periods = _periods(night)
    total = _total(periods, lambda period: _number(period, "quality"))
    return None if total is None else total / len(periods)


def calendar(nights: Sequence[Night], first: date, last: date, reading: Reading) -> Floats:
    """One value a calendar date from ``first`` to ``last``, NaN where no night says it."""
    out = np.full((last - first).days + 1, np.nan)
    for night in nights:
        step = (date_of(night) - first).days
        value = reading(night) if 0 <= step < out.size else None
        if value is not None:
            out[step] = value
    return out


def _periods(night: Night) -> Sequence[Mapping[str, Any]]:
    sleep = night.get("sleep") or ()
    return (sleep,) if isinstance(sleep, Mapping) else sleep


def _total(
    periods: Sequence[Mapping[str, Any]], part: Callable[[Mapping[str, Any]], float | None]
) -> float | None:
    """The sum over periods, None when there is none or one of them does not say."""
    said = [value for period in periods if (value := part(period)) is not None]
    return sum(said) if said and len(said) == len(periods) else None


def _number(period: Mapping[str, Any], key: str) -> float | None:
    value = period.get(key)
    return None if value is None else float(value)


def _awake(period: Mapping[str, Any]) -> float | None:
    """Who never woke was awake no minute, said or not."""
    return 0.0 if period.get("awakenings") == 0 else _number(period, "minutes_awake")


def _asleep(period: Mapping[str, Any]) -> float | None:
    span = _minutes(period, "tried_to_sleep_at", "final_awakening_at")
    falling, awake = _number(period, "minutes_to_fall_asleep"), _awake(period)
    if span is None or falling is None or awake is None:
        return None
    asleep = span - falling - awake
    return asleep if asleep >= 0 else None


def _in_bed(period: Mapping[str, Any]) -> float | None:
    return _minutes(period, "into_bed_at", "out_of_bed_at")


def _minutes(period: Mapping[str, Any], start: str, end: str) -> float | None:
    """Minutes between two instants, whatever the offsets; None when one is missing or they are out of
    order.
    """
    began, ended = period.get(start), period.get(end)
    if not began or not ended:
        return None
    span = (_instant(ended) - _instant(began)) / MINUTE
    return span if span > 0 else None


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
