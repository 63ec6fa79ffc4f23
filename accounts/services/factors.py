"""Second factors: what ends when one is added, and how their secrets are kept."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.http import HttpRequest

from accounts import sealing
from accounts.models import Session, User

ADDED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SECRETS = ("secret", "seed")


def factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth's word that a factor was added: whoever is signed in without it has to come in again."""
    if authenticator.type in ADDED:
        end_other_sessions(user=user, kept=request.session.session_key)


@transaction.atomic
def end_other_sessions(*, user: User, kept: str | None) -> int:
    """End every session of the account, browsers' and apps', but the one kept; how many."""
    UserSession.objects.filter(user=user).exclude(session_key=kept).delete()
    ended, _ = Session.objects.filter(user=user).exclude(session_key=kept).delete()
    return ended


@transaction.atomic
def end_oldest_sessions(*, user: User, keep: int) -> int:
    """End all but the `keep` newest sessions of the account; how many."""
    rows = Session.objects.filter(user=user).order_by("-expire_date").values_list("session_key", flat=True)
    old = list(rows[keep:])
    UserSession.objects.filter(user=user, session_key__in=old).delete()
    ended, _ = Session.objects.filter(session_key__in=old).delete()
    return ended


def seal_factors() -> tuple[int, int]:
    """Seal anew what is plain or sealed with an earlier key; how many were, and how many cannot be read."""
    sealed = lost = 0
    for row in Authenticator.objects.filter(data__has_any_keys=SECRETS).iterator():
        try:
            sealed += _seal(row.pk)
        except InvalidToken:
            lost += 1
    return sealed, lost


@transaction.atomic
def _seal(pk: int) -> bool:
    """The row is held meanwhile, so that a recovery code used in that moment stays used. InvalidToken."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    stale = (
        {} if row is None else {n: v for n, v in row.data.items() if n in SECRETS and not sealing.is_fresh(v)}
    )
    if row is None or not stale:
        return False
    row.data |= {name: sealing.seal(sealing.opened(text)) for name, text in stale.items()}
    row.save(update_fields=["data"])
    return True
