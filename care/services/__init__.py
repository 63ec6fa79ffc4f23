"""Writes of the desk, one verb each."""

from care.services.notes import change_note, forget_author, remove_note, write_note
from care.services.plans import Blocked, Wanted, set_plan
from care.services.reviews import mark_reviewed, set_tags, undo_review
from care.services.ticks import Ticked, check_tick, tick_plan

__all__ = [
    "Blocked",
    "Ticked",
    "Wanted",
    "change_note",
    "check_tick",
    "forget_author",
    "mark_reviewed",
    "remove_note",
    "set_plan",
    "set_tags",
    "tick_plan",
    "undo_review",
    "write_note",
]
