"""The weekly PEG score now against before, and from how much on people notice a change."""

from dataclasses import dataclass
from typing import Literal

from insights.series.content import content


@dataclass(frozen=True, slots=True)
class PegChange:
    """The score now against before, None where nothing was said; `meaningful` is the way it moved, where people
    notice it.
    """

    now: float | None
    before: float | None
    change: float | None
    meaningful: Literal["better", "worse"] | None


def least_noticed() -> float:
    """The smallest change of the score that people notice."""
    return content().trends.metrics["peg"].meaningful


def peg_change(now: float | None, before: float | None) -> PegChange:
    """The difference of two scores."""
    if now is None or before is None:
        return PegChange(now, before, None, None)
    # Rounded: a difference of floats such as 4.1 - 3.1 falls just short of the whole point that it is.
    change = round(now - before, 2)
    noticed = abs(change) >= least_noticed()
    return PegChange(now, before, change, ("worse" if change > 0 else "better") if noticed else None)
