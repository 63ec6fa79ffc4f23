"""The one reading of a night: whether it hurt and how bad it was, for everything that counts nights.

A night is the contract's mapping. None is always *not said*, never zero and never no.
"""

from collections.abc import Mapping
from typing import Any

Night = Mapping[str, Any]


def painful(night: Night) -> bool | None:
    """Whether the night hurt; an episode says so by itself."""
    pain: bool | None = night.get("pain")
    return True if pain is None and night.get("episodes") else pain


def worst_strength(night: Night) -> float | None:
    """The worst strength of the night on the 0-10 scale, of an episode or of one of its places.

    0 on a painless night; None when it was not said, or when the night hurt and no number was given.
    """
    hurt = painful(night)
    if not hurt:
        return None if hurt is None else 0.0
    parts = (
        part for episode in night.get("episodes") or () for part in (episode, *(episode.get("sites") or ()))
    )
    return max(
        (float(part["intensity"]) for part in parts if part.get("intensity") is not None), default=None
    )
