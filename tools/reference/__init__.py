"""Pages of reference, written from content and code: docs/reference."""

from pathlib import Path

from django.conf import settings

from tools.reference import data, patterns, rules, states, tips

HOME = Path(settings.BASE_DIR) / "docs" / "reference"


def pages() -> dict[str, str]:
    """Every page by the name of its file."""
    return {
        "data.md": data.page(),
        "patterns.md": patterns.page(),
        "rules.md": rules.page(),
        "states.md": states.page(),
        "tips.md": tips.page(),
    }
