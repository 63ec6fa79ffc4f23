"""Codes by mail for who has no password to say again."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts import codes
from accounts.models import ProofCode, User

LASTS = timedelta(minutes=10)
AGAIN_AFTER = timedelta(minutes=1)
TRIES = 5


class TooSoon(Exception):
    """The last code is hardly a minute old."""


@transaction.atomic
def make_proof_code(*, user: User, session_key: str, now: datetime) -> str:
    """A fresh code for this session, in place of any earlier one. TooSoon."""
    # Held, so that two requests at once mail one code; `of` as in `services.agreements`.
    locked = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if ProofCode.objects.filter(user=locked, made_at__gt=now - AGAIN_AFTER).exists():
        raise TooSoon
    code = codes.new_code(codes.PROOF)
    # The session by a digest, for its key would open it.
    facts = {"session": codes.digest(session_key), "digest": codes.digest(code), "made_at": now, "tries": 0}
    ProofCode.objects.update_or_create(user=locked, defaults=facts)
    return code


def use_proof_code(*, user: User, session_key: str, code: str, now: datetime) -> bool:
    """Whether it is the code of this session; it works once, and a handful of wrong ones end it."""
    held = ProofCode.objects.filter(user=user, session=codes.digest(session_key), made_at__gt=now - LASTS)
    # Counted before it is compared: guesses made at once are no more than TRIES.
    if not held.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return False
    # Compared and emptied by one statement: of two who send it at once, one is let in.
    return bool(held.filter(digest=codes.digest(code), tries__lte=TRIES).update(digest="", tries=TRIES))
