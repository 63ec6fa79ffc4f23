"""Faults of the desk's content, shown by `manage.py check`."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from care import sections
from care.report import words


@register()
def desk_content_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault with its file and key."""
    faults = (*sections.load()[1], *words.load()[1])
    return [Error(str(fault), id="care.E001") for fault in faults]
