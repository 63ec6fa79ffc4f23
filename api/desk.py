"""Who may sit at a therapist's desk, and for how long: a second factor, and no half hour left alone."""

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from rest_framework.request import Request

from accounts import proof, queries
from accounts.models import User
from api.authentication import SessionExpired, session_of
from api.problems import Refusal

# A desk left alone closes: after this long without a look at anyone's record, sign in again.
IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
USED = "desk_used_at"


def sit_down(request: Request, user: User, now: datetime) -> None:
    """Use the desk, so that its time begins anew. Refusals as `allowed`, SessionExpired as `watch`."""
    watch(request, user, now)
    session = session_of(request)
    if now.timestamp() - _used(session) > NOTED_EVERY.total_seconds():
        session[USED] = now.timestamp()
        session.save()


def watch(request: Request, user: User, now: datetime) -> None:
    """The same conditions without using it: a page that only stands open keeps no desk open.

    401 `session_expired` when other people's records were left alone too long; one's own diary stays open.
    """
    allowed(user)
    session = session_of(request)
    used = max(_used(session), proof.proved_at(session))
    if now.timestamp() - used > IDLE.total_seconds():
        raise SessionExpired


def allowed(user: User) -> None:
    """403 `second_factor_needed` while the account has none, where the site asks for one."""
    if queries.lacks_factor(user):
        raise Refusal(403, "second_factor_needed", "set up a passkey or an authenticator app first")


def _used(session: SessionBase) -> float:
    return float(session.get(USED, 0))
