"""Words that stand in Alice's record, and who may ever be shown each; whoever else reads one has read too much.

Bob's record holds the same words, called his: they tell of a list that forgot whose it is.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from accounts.access import is_background
from insights.profiles.loader import load

NIGHT = date(2026, 11, 21)
# The first night that the limited readers may see, and what lies before it.
FIRST = date(2026, 11, 15)
EARLY_NIGHTS = (date(2026, 11, 12), date(2026, 11, 13))
LATE_NIGHTS = tuple(FIRST + timedelta(days=step) for step in range((NIGHT - FIRST).days + 1))
EARLY_MONDAY, MONDAY = date(2026, 11, 9), date(2026, 11, 16)
HEALTH_DATE = date(2025, 9, 9)

DATED = {"full", "limited", "visit"}
UNDATED = {"self", "full"}
NAMED = {"self", "carer", "summary", "accepted", *DATED}
BACKGROUND = frozenset({"self", *DATED})

TEXTS: Mapping[str, frozenset[str]] = {
    "canary-name": frozenset(NAMED),
    "canary-address": frozenset({"self", "admin"}),
    "canary-late-night": frozenset({"self", "full", "limited", "carer"}),
    "canary-early-night": frozenset({*UNDATED, "carer"}),
    "canary-late-episode": frozenset({"self", "full", "limited", "carer"}),
    "canary-early-episode": frozenset({*UNDATED, "carer"}),
    "canary-factor": frozenset({"self", "full", "limited"}),
    "canary-late-event": frozenset({"self", *DATED}),
    "canary-early-event": frozenset(UNDATED),
    "canary-early-experiment": frozenset({*UNDATED, "summary"}),
    "canary-shared-note": frozenset({"self", "full", "limited"}),
    "canary-private-note": frozenset(),
    "canary-own-note": frozenset({"full"}),
    "canary-plan": frozenset({"self", "full", "limited"}),
    "canary-dose": frozenset({"self", "full", "limited"}),
    "canary-reason": frozenset({"self", "full", "limited"}),
    "canary-tag": frozenset({"full"}),
    "canary-offer": frozenset({"self"}),
    "canary-mail": frozenset(),
    "canary-reader": frozenset({"self", "full", "limited"}),  # a plan names who wrote it
}
_SEES_DATES = frozenset({"self", "full", "summary"})
_EARLY_DATES = {
    **dict.fromkeys(map(str, EARLY_NIGHTS), _SEES_DATES | {"carer"}),
    str(EARLY_MONDAY): _SEES_DATES,
}
# Bob's record says to Bob and to his therapist, who works elsewhere, what Alice's says to her and to hers.
_THEIRS = {"self": "other", "full": "elsewhere"}
_BOBS = {
    text.replace("canary", "bobs"): frozenset(_THEIRS[one] for one in readers & set(_THEIRS))
    for text, readers in TEXTS.items()
}
CANARIES: Mapping[str, frozenset[str]] = {
    **TEXTS,
    **_EARLY_DATES,
    **_BOBS,
    "bobs-address": frozenset({"other", "admin"}),
    str(HEALTH_DATE): BACKGROUND,
}


def health_words() -> frozenset[str]:
    """Every answer of the health background by its name, its value and its sentence: Alice said yes to them all."""
    said = load().sentences["en"].items
    spoken = {text.some for item, text in said.items() if is_background(item) and "{" not in text.some}
    return frozenset(
        {*spoken, "who.", "dates.", '"who":{', '"birth_year":19', '"weeks_of_trouble"', '"bother"'}
    )
