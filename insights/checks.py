"""Content faults, shown by `manage.py check` before anyone is shown the content."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from insights.profiles import loader
from journal import vocabulary


@register()
def content_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault of every content file, with its file and key."""
    found: list[CheckMessage] = [Error(fault, id="journal.E001") for fault in vocabulary.faults()]
    found += [
        Error(f"{fault.file}: {fault.key} {fault.message}", hint=fault.hint, id="insights.E001")
        for fault in loader.faults()
    ]
    return found
