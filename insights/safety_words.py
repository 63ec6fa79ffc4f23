"""A flag as people are shown it."""

from typing import Any

from insights.models import Flag


def flag_document(flag: Flag) -> dict[str, Any]:
    """The flag with its message in words, as the API says it."""
    return {
        "id": str(flag.pk),
        "rule": flag.rule,
        "version": flag.rule_version,
        "level": flag.level,
        "side": flag.side or None,
        "items": flag.items,
        "night": flag.night.isoformat(),
        "raised_at": flag.raised_at.isoformat(),
    }
