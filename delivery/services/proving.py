"""The code by which someone without a password proves who they are."""

from datetime import datetime

from django.db import transaction

from accounts import services as accounts
from accounts.models import User
from delivery.services.notices import notify


@transaction.atomic
def mail_proof_code(*, user: User, session_key: str, now: datetime) -> None:
    """Make one for this session and mail it, both or neither. `accounts.services.TooSoon`."""
    code = accounts.make_proof_code(user=user, session_key=session_key, now=now)
    notify(user=user, kind="proof_code", now=now, values={"code": code})
