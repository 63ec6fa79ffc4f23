"""Ending sessions, each with the reason that whoever comes back with one is told."""

from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Session, User
from base.security_log import Event, note


@transaction.atomic
def end_other_sessions(*, user: User, kept: str | None, reason: str) -> int:
    """End every session of the account, browsers' and apps', but the one kept; how many."""
    return _end(Session.objects.filter(user=user).exclude(session_key=kept), reason)


@transaction.atomic
def end_oldest_sessions(*, user: User, keep: int) -> int:
    """End all but the `keep` sessions of the account that were used last; how many."""
    rows = Session.objects.filter(user=user).order_by("-used_at").values_list("session_key", flat=True)
    # By their keys: a query that was cut to a number of rows cannot be updated.
    old = Session.objects.filter(session_key__in=list(rows[keep:]))
    return _end(old, Session.Ended.TOO_MANY)


@transaction.atomic
def end_session(*, key: str, reason: str) -> None:
    """End one session; nothing when it is over already."""
    # The first reason stays; what is over already is not ended for another one.
    _end(Session.objects.filter(session_key=key, ended=""), reason)


def note_session_use(*, key: str, now: datetime) -> None:
    """It was used just now."""
    Session.objects.filter(session_key=key, ended="").update(used_at=now)


def password_changed(*, request: HttpRequest, user: User, **_: Any) -> None:
    """allauth's word that a password was set, changed or reset: whoever came in with the one before is out."""
    end_other_sessions(user=user, kept=request.session.session_key, reason=Session.Ended.PASSWORD)


def _end(sessions: QuerySet[Session], reason: str) -> int:
    """Empty them; what remains says only why it ended, and to whom nobody knows."""
    # Listed first: once emptied they are nobody's, and the query by user finds none.
    keys = list(sessions.values_list("session_key", flat=True))
    owner = sessions.values_list("user_id", flat=True).first()
    UserSession.objects.filter(session_key__in=keys).delete()
    ended = Session.objects.filter(session_key__in=keys).update(session_data="", user=None, ended=reason)
    if ended:
        note(Event.SESSIONS_ENDED, owner, why=str(reason), count=ended)
    return ended
