"""The one reading of a sleep, by the Consensus Sleep Diary (Carney 2012): minutes asleep are those from trying to
sleep to the final awakening, less the minutes to fall asleep and the minutes awake.

A night may hold several periods of sleep. None is always *not said*.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from journal.night import Night

Period = Mapping[str, Any]

MINUTE = timedelta(minutes=1)


def periods_of(night: Night) -> Sequence[Period]:
    """The sleeps of a night: one may stand by itself or in a list."""
    sleep = night.get("sleep") or ()
    return (sleep,) if isinstance(sleep, Mapping) else sleep


def number(period: Period, key: str) -> float | None:
    """A number of the period as it was said."""
    value = period.get(key)
    return None if value is None else float(value)


def awake(period: Period) -> float | None:
    """Minutes awake; who never woke was awake no minute, said or not."""
    return 0.0 if period.get("awakenings") == 0 else number(period, "minutes_awake")


def asleep(period: Period) -> float | None:
    """Minutes asleep; None when a part is missing, or they would be fewer than none."""
    span = _minutes(period, "tried_to_sleep_at", "final_awakening_at")
    falling, awake_for = number(period, "minutes_to_fall_asleep"), awake(period)
    if span is None or falling is None or awake_for is None:
        return None
    found = span - falling - awake_for
    return found if found >= 0 else None


def in_bed(period: Period) -> float | None:
    """Minutes from getting into bed to getting out of it."""
    return _minutes(period, "into_bed_at", "out_of_bed_at")


def _minutes(period: Period, start: str, end: str) -> float | None:
    """Minutes between two instants, whatever the offsets; None when one is missing or they are out of order."""
    began, ended = period.get(start), period.get(end)
    if not began or not ended:
        return None
    span = (_instant(ended) - _instant(began)) / MINUTE
    return span if span > 0 else None


def _instant(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)
