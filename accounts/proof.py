"""Fresh proof of who someone is: they signed in, or proved it again, a short while ago. Asked before what matters."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import User

LASTS = timedelta(minutes=15)
PROVED = "proved_at"


def is_fresh(session: SessionBase, now: datetime) -> bool:
    """Whether whoever holds this session has proved who they are within `LASTS`."""
    # In both directions: a clock that is put back must not make a proof last longer.
    return abs(now.timestamp() - proved_at(session)) < LASTS.total_seconds()


def proved_at(session: SessionBase) -> float:
    """When this session was last proved, as a timestamp; 0 for one that never was."""
    return float(session.get(PROVED, 0))


def began_at(data: Mapping[str, Any]) -> float:
    """From when its whole time is counted: the last proof; of a session of the first release, its sign-in."""
    if PROVED in data:
        return float(data[PROVED])
    return max(
        (float(one.get("at", 0)) for one in data.get(AUTHENTICATION_METHODS_SESSION_KEY, [])), default=0.0
    )


def note(session: SessionBase, now: datetime) -> None:
    """They have just proved it."""
    session[PROVED] = now.timestamp()


def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Django's word that someone signed in, with everything that their account asks for."""
    note(request.session, timezone.now())


def step_completed(*, request: HttpRequest, user: User, reauthenticated: bool = False, **_: Any) -> None:
    """allauth's word of a step. Only one that is asked of who is signed in already is a proof by itself."""
    if reauthenticated and request.user.is_authenticated and request.user == user:
        note(request.session, timezone.now())


def ways(user: User) -> list[str]:
    """How this account may prove itself: by `password`, else by `mail`; by `code` and `passkey` where set up."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    # Recovery codes too: who has lost the phone has to be able to set up another one.
    codes = {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES} & kinds
    return [
        "password" if user.has_usable_password() else "mail",
        *(["code"] if codes else []),
        *(["passkey"] if Authenticator.Type.WEBAUTHN in kinds else []),
    ]
