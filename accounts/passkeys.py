"""What is sent as a passkey's answer and is none counts as a wrong code, however reading it fails."""

import struct
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth

from base.security_log import Event, Outcome, note

READERS = (
    "parse_registration_response",
    "complete_registration",
    "parse_authentication_response",
    "extract_user_from_response",
    "complete_authentication",
)
# What reading bytes of somebody's choice can raise; anything else is a fault of ours and stays one.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


def install() -> None:
    """From now on nothing that is sent in place of a passkey's answer is a fault of ours."""
    for name in READERS:
        setattr(auth, name, _refusing(getattr(auth, name)))


def _refusing(read: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(read)
    def refuse(*arguments: Any) -> Any:
        try:
            return read(*arguments)
        except UNREADABLE as fault:
            note(Event.FACTOR_FAILED, outcome=Outcome.FAILED, kind="webauthn")
            raise get_adapter().validation_error("incorrect_code") from fault

    return refuse
