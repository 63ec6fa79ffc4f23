"""Rate limits where a route meets them; the rules themselves are in `accounts.limits`."""

from collections.abc import Callable
from typing import TypeVar

from allauth.core.internal.ratelimit import get_ip
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request

from accounts import services
from accounts.limits import Rule, network
from accounts.models import User

T = TypeVar("T")


def spend(rule: Rule, user: User) -> None:
    """Count one use by an account. TooManyTries, answered 429 with `Retry-After`."""
    services.spend((rule, str(user.pk)), now=timezone.now())


def opened(rule: Rule, subject: str, opens: Callable[[], T | None]) -> T:
    """What a code `opens`; 404 when that is nothing, and TooManyTries once that happened too often."""
    found = services.try_code(rule, subject, opens, now=timezone.now())
    if found is None:
        raise Http404
    return found


def address_of(request: Request) -> str:
    """Where the request comes from, behind our own proxies, as callers are counted."""
    return network(get_ip(request._request))
