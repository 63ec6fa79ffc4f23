"""Rate limits where a route meets them; the rules themselves are in `accounts.limits`."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.internal.ratelimit import get_ip
from django.http import Http404
from django.utils import timezone
from rest_framework.request import Request

from accounts import services
from accounts.limits import Rule, network
from accounts.models import User
from accounts.services.limits import give_back


def spend(rule: Rule, user: User) -> None:
    """Count one use by an account. TooManyTries, answered 429 with `Retry-After`."""
    services.spend((rule, str(user.pk)), now=timezone.now())


@contextmanager
def wrong_codes(rule: Rule, subject: str) -> Iterator[None]:
    """Around the use of a code: each that opens nothing counts. TooManyTries once there were too many.

    It counts before the code is looked up, so that simultaneous guesses are no more than the rule allows.
    """
    use, now = (rule, subject), timezone.now()
    services.spend(use, now=now)
    try:
        yield
    except Http404:
        raise
    except BaseException:
        give_back([use], at=now.timestamp())
        raise
    give_back([use], at=now.timestamp())


def address_of(request: Request) -> str:
    """Where the request comes from, behind our own proxies, as callers are counted."""
    return network(get_ip(request._request))
