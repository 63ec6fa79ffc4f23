"""The comparison with the patterns, as far as a reader may look back."""

from datetime import date, timedelta
from typing import Any

from accounts.access import PatientAccess
from insights.comparison import compare
from insights.pattern_warnings import with_warnings
from insights.profiles.loader import load as load_profiles
from insights.queries import diary_of, insight_of, seen_flags

# The earlier looks of the two-looks rule reach twice the window back.
LOOKS = 2


def insight_seen(access: PatientAccess, *, today: date, therapist: bool, language: str) -> dict[str, Any]:
    """The kept comparison; for a reader whose agreed date cuts into its nights, one made of the rest.

    What rests on the health background is left out for a reader who may not know it. Each pattern comes with
    the warnings that stand beside it, in the reader's `language`.
    """
    view = _visible(access, today, therapist)
    return with_warnings(_discreet(view, access), view["safety"], language)


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
        "safety": seen_flags(view["safety"], access),
    }


def _without(pattern: dict[str, Any], access: PatientAccess) -> dict[str, Any]:
    # A comparison kept from before reasons had a source is judged by its items.
    sides = {
        side: [one for one in pattern[side] if access.items([one["item"]])] for side in ("for", "against")
    }
    return {**pattern, **sides, "not_asked": access.items(pattern["not_asked"])}


def _visible(access: PatientAccess, today: date, therapist: bool) -> dict[str, Any]:
    patient, since = access.patient, access.since
    kept = insight_of(patient, today=today, therapist=therapist)
    days = LOOKS * load_profiles().parameters.window_days
    if since is None or since <= today - timedelta(days=days):
        return kept
    diary = diary_of(access, today=today, days=days)
    fresh = compare(diary, today=today).for_therapist()
    flags = access.visible(kept["safety"])
    return {**fresh, "computed_at": kept["computed_at"], "changed": None, "safety": flags}
