"""Faults of the agreement's texts, shown by `manage.py check`."""

from typing import Any

import yaml
from django.core.checks import CheckMessage, Error, register

from accounts import agreement


@register()
def agreement_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault with its file and key."""
    raw = yaml.safe_load(agreement.FILE.read_text(encoding="utf-8"))
    hint = "a version that was shown is never edited; put another on top"
    return [
        Error(f"{agreement.FILE.name}: {fault}", hint=hint, id="accounts.E001")
        for fault in agreement.faults(raw)
    ]
