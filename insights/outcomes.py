"""What a person may say after a flag; the last three are for a crisis alone."""

from typing import Literal

Outcome = Literal[
    "seen_cleared",
    "seen_treated",
    "could_not_reach",
    "mistap",
    "still_so",
    "gone",
    "not_now",
    "not_yet",
    "need_help",
    "talked",
    "safe_now",
]
