"""Backups that can be written, checked at start-up."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from privacy import sealing
from privacy.errors import BackupError


@register
def backups_can_be_sealed(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every key of BACKUP_RECIPIENTS is one."""
    try:
        sealing.recipients(settings.BACKUP_RECIPIENTS)
    except BackupError as fault:
        return [Error(str(fault), id="privacy.E001")]
    return []


@register(deploy=True)
def backups_are_configured(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A server without backups loses people's nights with its disk."""
    return list(_missing())


def _missing() -> Iterator[CheckMessage]:
    for name in ("BACKUP_DIR", "BACKUP_RECIPIENTS"):
        if not getattr(settings, name):
            yield Warning(
                f"{name} is not set: no backup is written. See docs/operations.md.", id="privacy.W001"
            )
