"""The answers that rules read: ids of conditions, and the facts of the health background that they count from."""

from collections.abc import Iterator
from typing import Any

from insights.safety.background import Aged, Background, Dated
from insights.safety.conditions import NightOf, NotAsked, Says, Told
from insights.safety.rulebook import Rulebook

BY_NAME = (Says, NotAsked, NightOf, Told, Background)


def answers_read(book: Rulebook) -> set[str]:
    """Every answer id of any arm of any rule, and each that counts as one; dates as `dates.due`."""
    ids = {name for rule in book.rules for name in _read([arm.condition for arm in rule.arms])}
    ids |= {f"dates.{window.date}" for window in book.reading.dates.values()}
    others = (*book.reading.counts_as.values(), *book.reading.until_answered.values())
    return ids | {name for names in others for name in names}


def _read(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for each in value:
            yield from _read(each)
    elif hasattr(value, "__slots__"):
        if isinstance(value, BY_NAME):
            yield value.name
        elif isinstance(value, Aged):
            yield "birth_year"
        elif isinstance(value, Dated):
            yield f"dates.{value.name}"
        for slot in value.__slots__:
            yield from _read(getattr(value, slot))
