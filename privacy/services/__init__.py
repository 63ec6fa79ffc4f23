"""Writes of privacy, one verb each."""

from privacy.services.administering import VERBS, Act, NotPossible, administer
from privacy.services.backup import Restored, back_up, back_up_if_due, restore
from privacy.services.erasure import (
    close,
    erase,
    erase_due,
    handle_inactivity,
    re_erase_after_restore,
    withdraw,
)

__all__ = [
    "VERBS",
    "Act",
    "NotPossible",
    "Restored",
    "administer",
    "back_up",
    "back_up_if_due",
    "close",
    "erase",
    "erase_due",
    "handle_inactivity",
    "re_erase_after_restore",
    "restore",
    "withdraw",
]
