"""Who may sit at a therapist's desk, and for how long: a second factor, and no half hour left alone."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from rest_framework.request import Request

from accounts import queries
from accounts.models import User
from api.authentication import SessionExpired
from api.problems import Refusal

# A desk left alone closes: after this long without a look at anyone's record, sign in again.
IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
USED = "desk_used_at"


def sit_down(request: Request, user: User, now: datetime) -> None:
    """Use the desk, so that its time begins anew. Refusals as `allowed`, SessionExpired as `watch`."""
    watch(request, user, now)
    session = _session(request)
    if now.timestamp() - _used(session) > NOTED_EVERY.total_seconds():
        session[USED] = now.timestamp()
        session.save()


def watch(request: Request, user: User, now: datetime) -> None:
    """The same conditions without using it: a page that only stands open keeps no desk open.

    401 `session_expired` when other people's records were left alone too long; one's own diary stays open.
    """
    allowed(user)
    session = _session(request)
    used = max(_used(session), _signed_in_at(session, user))
    if now.timestamp() - used > IDLE.total_seconds():
        raise SessionExpired


def allowed(user: User) -> None:
    """403 `second_factor_needed` while the account has none, where the site asks for one."""
    if settings.SECOND_FACTOR and not queries.has_second_factor(user):
        raise Refusal(403, "second_factor_needed", "set up a passkey or an authenticator app first")


def _used(session: SessionBase) -> float:
    return float(session.get(USED, 0))


def _signed_in_at(session: SessionBase, user: User) -> float:
    """When this session last proved who it is: allauth's record of it, else the account's last sign-in."""
    proofs: list[dict[str, Any]] = session.get("account_authentication_methods") or []
    last = user.last_login.timestamp() if user.last_login else 0.0
    return max((float(proof.get("at", 0)) for proof in proofs), default=last)


def _session(request: Request) -> SessionBase:
    return request.auth if isinstance(request.auth, SessionBase) else request._request.session
