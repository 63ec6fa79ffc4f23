"""The comparison with the patterns, as far as a reader may look back."""

from datetime import date
from typing import Any

from accounts.access import PatientAccess
from insights.comparison.wording import in_language
from insights.pattern_warnings import with_warnings
from insights.queries import insight_of


def insight_seen(access: PatientAccess, *, today: date, language: str) -> dict[str, Any]:
    """`seen_by` of the comparison as `insight_of` gives it."""
    return seen_by(access, insight_of(access, today=today), language)


def seen_by(access: PatientAccess, view: dict[str, Any], language: str) -> dict[str, Any]:
    """A comparison as this reader may see it.

    What rests on the health background is left out for a reader who may not know it. Each pattern comes with
    the warnings that stand beside it, in the reader's `language`.
    """
    return with_warnings(in_language(_discreet(view, access), language), view["safety"], language)


def _discreet(view: dict[str, Any], access: PatientAccess) -> dict[str, Any]:
    if access.tells_background:
        return view
    asked = view["next_question"]
    earlier = view.get("changed") or {}
    return {
        **view,
        "profiles": [_without(one, access) for one in view["profiles"]],
        "next_question": asked if asked is None or access.items([asked["item"]]) else None,
        "changed": {**earlier, "earlier": [_without(one, access) for one in earlier["earlier"]]}
        if earlier
        else None,
    }


def _without(pattern: dict[str, Any], access: PatientAccess) -> dict[str, Any]:
    # A comparison kept from before reasons had a source is judged by its items.
    sides = {
        side: [one for one in pattern[side] if access.items([one["item"]])] for side in ("for", "against")
    }
    return {**pattern, **sides, "not_asked": access.items(pattern["not_asked"])}
