"""The one reading of a night: whether it hurt, how bad, where and on which side, and what was answered.

Engine, safety, tips, series, care and mail stand on it. A night is the contract's mapping. None is always
*not said*, never zero and never no.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Night = Mapping[str, Any]
Part = Mapping[str, Any]

# Which legs, as a mask: two of them joined are their union.
UNSAID, LEFT, RIGHT, BOTH = 0, 1, 2, 3
LEGS: Final[Mapping[str | None, int]] = {None: UNSAID, "left": LEFT, "right": RIGHT, "both": BOTH}
NAMES: Final[Mapping[int, str | None]] = {mask: name for name, mask in LEGS.items()}


def episodes_of(night: Night) -> list[Part]:
    """The episodes of a night; none when none was told."""
    return night.get("episodes") or []


def sites_of(night: Night) -> Iterator[Part]:
    """Every place that hurt, of every episode."""
    for episode in episodes_of(night):
        yield from episode.get("sites") or ()


def legs_of(sites: Iterable[Part]) -> int:
    """The legs of these places together."""
    legs = UNSAID
    for site in sites:
        legs |= LEGS.get(site.get("side"), UNSAID)
    return legs


def painful(night: Night) -> bool | None:
    """Whether the night hurt; an episode says so by itself."""
    pain: bool | None = night.get("pain")
    return True if pain is None and episodes_of(night) else pain


def strength_of(episode: Part) -> int | None:
    """The worst strength of one episode, as a whole or at one of its places; None when no number was given."""
    said = (part.get("intensity") for part in (episode, *(episode.get("sites") or ())))
    return max((int(one) for one in said if one is not None), default=None)


def worst_strength(night: Night) -> int | None:
    """The worst strength of the night on the 0-10 scale, of an episode or of one of its places.

    0 on a painless night; None when it was not said, or when the night hurt and no number was given.
    """
    hurt = painful(night)
    if not hurt:
        return None if hurt is None else 0
    said = (strength_of(episode) for episode in episodes_of(night))
    return max((one for one in said if one is not None), default=None)


def checks_and_signs(night: Night) -> Iterator[tuple[str, bool | str]]:
    """Each safety answer and sign by vocabulary id, of the night and of its episodes: yes, no or the leg."""
    yield from answers_in("", night.get("checks"))
    for part in (night, *episodes_of(night)):
        yield from answers_in("sign.", part.get("signs"))


def answers_in(prefix: str, answers: Mapping[str, Any] | None) -> Iterator[tuple[str, bool | str]]:
    """What a map of a night answers, by vocabulary id; null is not asked."""
    for name, value in (answers or {}).items():
        if value is not None:
            yield prefix + name, value
