"""Diaries by hand, and noise like pain's: autocorrelated, rounded, with gaps."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from insights.engine.arrays import Floats

START = date(2026, 6, 1)


def lingering(rng: np.random.Generator, nights: int, correlation: float) -> Floats:
    out = rng.normal(size=nights)
    for step in range(1, nights):
        out[step] = correlation * out[step - 1] + np.sqrt(1 - correlation**2) * out[step]
    return out


def pain(rng: np.random.Generator, nights: int, level: float = 4.0, correlation: float = 0.4) -> Floats:
    """Whole points, a good share of the nights at zero."""
    raw = level + 2.2 * (0.85 * lingering(rng, nights, correlation) + 0.5 * rng.normal(size=nights))
    return np.clip(np.rint(raw), 0, 10)


def night(step: int, strength: float | None, **parts: Any) -> dict[str, Any]:
    on = START + timedelta(days=step)
    if strength is None or np.isnan(strength):
        return {"date": on.isoformat(), "pain": None, "episodes": [], **parts}
    episodes = [{"id": f"e{step}", "intensity": int(strength)}] if strength > 0 else []
    return {"date": on.isoformat(), "pain": bool(strength > 0), "episodes": episodes, **parts}


def diary(strengths: Sequence[float | None] | Floats, **columns: Sequence[Any]) -> dict[str, Any]:
    """A diary with one night a strength; ``columns`` give each night's other parts."""
    rows = [
        night(step, strength, **{part: values[step] for part, values in columns.items()})
        for step, strength in enumerate(strengths)
    ]
    return {"patient": "alice", "health": {}, "nights": rows}
