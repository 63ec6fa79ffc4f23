"""Devices from which someone has signed in before: a signed cookie, so that nobody else's tries lock them out."""

import secrets
from collections.abc import Sequence

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.codes import digest

COOKIE = "__Host-device" if settings.SECURE_SITE else "device"
SALT = "known-device"
LASTS = 400 * 86_400  # seconds, as long as browsers keep any
PEOPLE = 5  # so many accounts may share a device


def known_device(request: HttpRequest, account: str) -> str | None:
    """What names the device, when `account` (an e-mail address) has signed in from it before."""
    name, people = _read(request)
    return name if _mark(account) in people else None


def device_of(request: HttpRequest) -> str:
    """What names a device on which anybody has signed in before; empty for another."""
    return _read(request)[0]


def note_device(request: HttpRequest, account: str) -> None:
    """Remember with the answer of this request that `account` has signed in from here."""
    name, people = _read(request)
    others = [mark for mark in people if mark != _mark(account)]
    # The latest first, so that whoever signed in here longest ago falls off the end.
    value = signing.dumps([name or secrets.token_urlsafe(12), [_mark(account), *others][:PEOPLE]], salt=SALT)
    request.known_device = value  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Put what was noted into the answer."""
    value = getattr(request, "known_device", None)
    if value is not None:
        response.set_cookie(
            COOKIE, value, max_age=LASTS, secure=settings.SECURE_SITE, httponly=True, samesite="Lax"
        )


def _read(request: HttpRequest) -> tuple[str, Sequence[str]]:
    try:
        name, people = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=LASTS)
    # Broken, forged or of a lost key: an unknown device, which is counted like any other, and no error.
    except (signing.BadSignature, ValueError, TypeError):
        return "", ()
    return name, people


def _mark(account: str) -> str:
    # The cookie is signed but readable; who else uses a shared device must not stand in it.
    return digest(account)[:22]
