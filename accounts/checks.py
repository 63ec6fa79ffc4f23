"""Faults of the agreement's texts, shown by `manage.py check`."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts import agreement


@register(deploy=True)
def proxies_are_counted(**_: Any) -> list[CheckMessage]:
    """A site with TLS stands behind a proxy; uncounted, all people would be one address to every limit."""
    if not settings.SECURE_SITE or settings.TRUSTED_PROXIES > 0:
        return []
    hint = "TRUSTED_PROXIES=1 with one proxy that overwrites X-Forwarded-For, as the Caddyfile does"
    return [Error("SITE_URL is https and TRUSTED_PROXIES is 0", hint=hint, id="accounts.E002")]


@register()
def agreement_is_whole(**_: Any) -> list[CheckMessage]:
    """Every fault with its file and key."""
    hint = "a version that was shown is never edited; put another on top"
    return [Error(str(fault), hint=hint, id="accounts.E001") for fault in agreement.faults()]
