"""A made-up night's sleep: worse when it hurt."""

from datetime import datetime, timedelta
from typing import Any

import numpy as np


def draw_sleep(midnight: datetime, strength: int, rng: np.random.Generator) -> dict[str, Any]:
    """Consensus Sleep Diary answers of the night that begins on the date of ``midnight``; ``strength``
    0-10.
    """
    into_bed = midnight + timedelta(minutes=int(1350 + rng.normal(0, 35)))
    tried = into_bed + timedelta(minutes=int(rng.integers(5, 40)))
    falling = int(rng.integers(5, 30)) + 3 * strength
    awakenings = int(rng.poisson(0.8 + 0.3 * strength))
    final = midnight + timedelta(minutes=int(1845 + rng.normal(0, 35)))
    return {
        "into_bed_at": into_bed.isoformat(),
        "tried_to_sleep_at": tried.isoformat(),
        "minutes_to_fall_asleep": falling,
        "awakenings": awakenings,
        "minutes_awake": awakenings * int(rng.integers(4, 16)),
        "final_awakening_at": final.isoformat(),
        "out_of_bed_at": (final + timedelta(minutes=int(rng.integers(5, 40)))).isoformat(),
        "quality": _rating(4.2 - 0.3 * strength + rng.normal(0, 0.6)),
        "refreshed": _rating(4.0 - 0.3 * strength + rng.normal(0, 0.7)),
    }


def _rating(value: float) -> int:
    return min(max(round(value), 1), 5)
