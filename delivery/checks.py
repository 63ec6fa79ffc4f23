"""The words of mail, checked at start-up."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from delivery import letters


@register
def words_agree(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every language says the same things."""
    return [Error(fault, id="delivery.E001") for fault in letters.faults()]
