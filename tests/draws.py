"""How many examples Hypothesis draws: all of them in the full run, a share in the short one."""

from typing import Any

from hypothesis import settings

SHORT, SHARE = "short", 5
settings.register_profile(SHORT, max_examples=settings().max_examples // SHARE, deadline=None)


def draws(number: int, **others: Any) -> settings:
    """So many examples at most in the full run; a fifth, and at least two, in the short one."""
    short = settings.get_current_profile_name() == SHORT
    drawn = max(2, number // SHARE) if short else number
    return settings(max_examples=drawn, deadline=None, **others)
