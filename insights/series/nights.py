"""What one night says in numbers: None wherever it was not said, never zero.

A night is the contract's mapping. Sleep follows the Consensus Sleep Diary (Carney 2012): time asleep is
from trying to sleep to the final awakening, less the minutes to fall asleep and the minutes awake;
efficiency is time asleep as a share of the time from getting into bed to getting out. Several periods of
sleep in a night are added up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from insights.engine.arrays import Floats
from journal import night as night_reading
from journal import sleep
from journal.night import Night, worst_strength

Reading = Callable[[Night], float | None]


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
    return _total(sleep.periods_of(night), sleep.asleep)


def sleep_efficiency(night: Night) -> float | None:
    """Minutes asleep per hundred in bed."""
    asleep = sleep_minutes(night)
    if asleep is None:
        return None
    in_bed = _total(sleep.periods_of(night), sleep.in_bed)
    # More sleep than time in bed is a slip of a clock, not an efficiency above one.
    return 100.0 * asleep / in_bed if in_bed and asleep <= in_bed else None


def awakenings(night: Night) -> float | None:
    """Awakenings before the final one."""
    return _total(sleep.periods_of(night), lambda period: sleep.number(period, "awakenings"))


def minutes_awake(night: Night) -> float | None:
    """Minutes awake between falling asleep and the final awakening."""
    return _total(sleep.periods_of(night), sleep.awake)


def quality(night: Night) -> float | None:
    """How the sleep was rated, averaged over periods."""
    periods = sleep.periods_of(night)
    total = _total(periods, lambda period: sleep.number(period, "quality"))
    return None if total is None else total / len(periods)


def calendar(nights: Sequence[Night], first: date, last: date, reading: Reading) -> Floats:
    """One value a calendar date from ``first`` to ``last``, NaN where no night says it; none without a date."""
    out = np.full(max(0, (last - first).days + 1), np.nan)
    for night in nights:
        step = (date_of(night) - first).days
        value = reading(night) if 0 <= step < out.size else None
        if value is not None:
            out[step] = value
    return out


def _total(
    periods: Sequence[Mapping[str, Any]], part: Callable[[Mapping[str, Any]], float | None]
) -> float | None:
    """The sum over periods, None when there is none or one of them does not say."""
    said = [value for period in periods if (value := part(period)) is not None]
    return sum(said) if said and len(said) == len(periods) else None
