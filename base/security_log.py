"""The security log (audit log): who did what from where, and how it ended. Never words, a code or an address of mail.

Whoever acts is named by a pseudonym, the same each time for as long as `SECRET_KEY` is the same
(`manage.py log_name ADDRESS` finds a person's). What succeeded is written once it is kept, a refusal at once.
"""

import hmac
import re
from enum import StrEnum
from hashlib import sha256

import structlog
from django.conf import settings
from django.db import transaction

from base import tracing

LOGGER = "stillnight.security"
PURPOSE = b"stillnight security log v1"
# Facts are single words: free text could be what somebody said, or a forged line.
WORD = re.compile(r"[\w.:/-]{0,48}", re.ASCII)


class Event(StrEnum):
    """What is logged, one word each."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SESSIONS_ENDED = "sessions_ended"
    PROOF = "proof"
    PROOF_FAILED = "proof_failed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_FAILED = "factor_failed"
    CODE_ASKED = "code_asked"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  the event's name
    ADDRESS_CHANGED = "address_changed"
    ADDRESS_CONFIRMED = "address_confirmed"
    ROLE_CHANGED = "role_changed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    INVITED = "invited"
    CONSENT_GIVEN = "consent_given"
    CONSENT_ENDED = "consent_ended"
    VISIT_LINK = "visit_link"
    VISIT = "visit"
    EXPORT = "export"
    CLOSED = "closed"
    ERASED = "erased"
    ADMINISTRATION = "administration"
    LIMIT_REACHED = "limit_reached"
    ACCESS_REFUSED = "access_refused"
    CSRF_REFUSED = "csrf_refused"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"


def note(event: Event, who: object = None, *, outcome: Outcome = Outcome.DONE, **facts: str | int) -> None:
    """Write one line. `who` is an account's id, or the address that was typed; facts are single words."""
    said = {
        "who": pseudonym(str(who)) if who else "",
        "where": tracing.address(),
        "outcome": outcome.value,
        **{name: _word(fact) for name, fact in facts.items()},
    }
    log = structlog.get_logger(LOGGER).bind(**said)
    # What is rolled back has not happened; a refusal has, and often rolls its own transaction back.
    if outcome is Outcome.DONE:
        transaction.on_commit(lambda: log.info(event.value))
    else:
        log.warning(event.value)


def pseudonym(subject: str, key: str = "") -> str:
    """One subject's name in the log: a keyed hash, so that nobody without the key finds it by trying."""
    derived = hmac.digest((key or settings.SECRET_KEY).encode(), PURPOSE, "sha256")
    # surrogatepass: what was typed may hold half a character, and its refusal has to be logged all the same.
    return hmac.new(derived, subject.strip().lower().encode("utf-8", "surrogatepass"), sha256).hexdigest()[
        :20
    ]


def _word(fact: str | int) -> str | int:
    return fact if isinstance(fact, int) or WORD.fullmatch(fact) else "?"
