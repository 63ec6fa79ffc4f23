"""Second factors: what ends when one is added, and how their secrets are kept."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from cryptography.fernet import InvalidToken
from django.db import transaction
from django.http import HttpRequest

from accounts import mfa_encryption
from accounts.models import Session, User
from accounts.services.sessions import end_other_sessions

# Without recovery codes, which come with a factor and end nothing by themselves.
ADDED = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SECRETS = ("secret", "seed")


def factor_added(*, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """allauth's word that a factor was added: whoever is signed in without it has to come in again."""
    if authenticator.type == Authenticator.Type.TOTP:
        _spend_codes(authenticator)
    if authenticator.type in ADDED:
        end_other_sessions(user=user, kept=request.session.session_key, reason=Session.Ended.FACTOR)


def _spend_codes(authenticator: Authenticator) -> None:
    """The code that set the app up is used: it signs nobody in."""
    factor = authenticator.wrap()
    secret = mfa_encryption.decrypt_or_raise(authenticator.data["secret"])
    for counter in yield_hotp_counters_from_time():
        factor._mark_code_used(format_hotp_value(hotp_value(secret, counter)))


def seal_factors() -> tuple[int, int]:
    """Encrypt anew what is plain or encrypted with an earlier key; how many were, and how many cannot be read."""
    sealed = lost = 0
    # A transaction for each row, so that a running site waits for one at most.
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
        {}
        if row is None
        else {n: v for n, v in row.data.items() if n in SECRETS and not mfa_encryption.is_fresh(v)}
    )
    if row is None or not stale:
        return False
    # Not by `decrypt`, which makes a secret up where the key is lost: that would be kept for good.
    row.data |= {
        name: mfa_encryption.encrypt(mfa_encryption.decrypt_or_raise(text)) for name, text in stale.items()
    }
    row.save(update_fields=["data"])
    return True
