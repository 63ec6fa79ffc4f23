"""The comparison with the patterns, as far as a reader may look back."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Patient
from insights.comparison import compare
from insights.pattern_warnings import with_warnings
from insights.profiles.loader import load as load_profiles
from insights.queries import diary_of, insight_of

# The earlier looks of the two-looks rule reach twice the window back.
LOOKS = 2


def insight_seen(
    patient: Patient, *, today: date, since: date | None, therapist: bool, language: str
) -> dict[str, Any]:
    """The kept comparison; for a reader whose agreed date cuts into its nights, one made of the rest.

    Each pattern comes with the warnings that stand beside it, in the reader's `language`.
    """
    view = _visible(patient, today, since, therapist)
    return with_warnings(view, view["safety"], language)


def _visible(patient: Patient, today: date, since: date | None, therapist: bool) -> dict[str, Any]:
    kept = insight_of(patient, today=today, therapist=therapist)
    days = LOOKS * load_profiles().parameters.window_days
    if since is None or since <= today - timedelta(days=days):
        return kept
    diary = diary_of(patient, today=today, days=(today - since).days)
    fresh = compare(diary, today=today).for_therapist()
    flags = [flag for flag in kept["safety"] if flag["night"] >= since.isoformat()]
    return {**fresh, "computed_at": kept["computed_at"], "changed": None, "safety": flags}
