"""An episode copied from another night says so until one of the copied fields is edited."""

from collections.abc import Mapping
from typing import Any

# Where, how and when; strength, times, signs and notes are never copied.
COPIED = ("onset", "when", "dur", "feel", "radiates")


def still_copied(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """`after`, without its `copied_from` when it is the same copy as `before` with a copied field edited."""
    same = before.get("copied_from") and before["copied_from"] == after.get("copied_from")
    return {**after, "copied_from": None} if same and _copied(before) != _copied(after) else after


def _copied(episode: Mapping[str, Any]) -> list[Any]:
    """What a copy repeats; how strong a place is is said anew each night."""
    places = episode.get("sites")
    # A set: places touched in another order are the same places.
    sites = None if places is None else {(place["site"], place["side"]) for place in places}
    return [*(episode.get(name) for name in COPIED), sites]
