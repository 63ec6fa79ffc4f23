"""What is known of the person: health answers, and what a date makes of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from insights.safety.answers import Answer, AnswerRules, given
from journal.vocabulary.lifetimes import Lifetimes

Health = Mapping[str, Any]
GROUPS = ("who", "dates")
ENDINGS = ("birth", "pregnancy_ended")


def current(health: Health, today: date, lifetimes: Lifetimes) -> Health:
    """The health answers that still count: one past its lifetime was not asked. Without an instant it counts."""
    given = health.get("given") or {}
    lapsed = {key for key, at in given.items() if at and _is_over(key, at, today, lifetimes)}
    if not lapsed:
        return health
    held = {key: value for key, value in health.items() if key not in lapsed}
    for group in GROUPS:
        answers = health.get(group) or {}
        held[group] = {name: value for name, value in answers.items() if f"{group}.{name}" not in lapsed}
    return held


def _is_over(key: str, at: str, today: date, lifetimes: Lifetimes) -> bool:
    return not lifetimes.counts(key, answered_on=date.fromisoformat(at[:10]), today=today)


def known_of(health: Health, today: date, reading: AnswerRules) -> dict[str, Answer]:
    """Every `who.*` answer that counts today, by id."""
    known = {
        f"who.{name}": Answer(f"who.{name}", value is not False, at=given(health, f"who.{name}"))
        for name, value in (health.get("who") or {}).items()
        if value is not None
    }
    for name, window in reading.dates.items():
        age = days_since(health, window.date, today)
        if age is not None and 0 <= age <= window.days:
            known[name] = Answer(name, True, at=given(health, f"dates.{window.date}"))
    if too_old_for(health, today, reading):
        for name in reading.pregnancy.ids:
            if name.startswith("who."):
                # Only where nothing was said: a yes counts at any age.
                known.setdefault(name, Answer(name, False))
    _follow_due_date(known, health, today, reading)
    return known


def too_old_for(health: Health, today: date, reading: AnswerRules) -> bool:
    """Whether pregnancy cannot concern the person: by birth year alone, the birthday still to come."""
    born = health.get("birth_year")
    return born is not None and today.year - born - 1 >= reading.pregnancy.not_from_age


def days_since(health: Health, name: str, today: date) -> int | None:
    """Days from a dated event in health background to today; negative when it lies ahead. None: not said."""
    on = (health.get("dates") or {}).get(name)
    return None if on is None else (today - date.fromisoformat(on)).days


def _follow_due_date(known: dict[str, Answer], health: Health, today: date, reading: AnswerRules) -> None:
    """Pregnancy runs to a birth or another end, else some days past the due date, and then counts as just after.

    A tick without any date never lapses; one told after the end is about another pregnancy.
    """
    span, tick = reading.pregnancy, known.get("who.pregnant")
    due = days_since(health, "due", today)
    endings = [age for name in ENDINGS if (age := days_since(health, name, today)) is not None and age >= 0]
    over = min(endings, default=None)
    if due is None:
        if (
            over is not None
            and tick is not None
            and not _told_after(tick, over, today, over > span.postpartum)
        ):
            known["who.pregnant"] = replace(tick, yes=False)
        return
    if due < -span.before:
        return
    # An end from before this pregnancy can have begun was that of another.
    if over is not None and over > due + span.before:
        over = None
    at = given(health, "dates.due")
    if over is None and due <= span.after:
        # Only a no that was told after the due date outweighs it.
        if tick is None or tick.yes or not (at and tick.at > at):
            known["who.pregnant"] = Answer("who.pregnant", True, at=at)
        return
    if over is None and due <= span.postpartum:
        known["who.postpartum6w"] = Answer("who.postpartum6w", True, at=at)
    if tick is not None and not _told_after(tick, due - span.after if over is None else over, today, False):
        known["who.pregnant"] = replace(tick, yes=False)


def _told_after(tick: Answer, ago: int, today: date, otherwise: bool) -> bool:
    """Whether an answer was given after the event so many days ago; `otherwise` when its instant is not known."""
    if not tick.at:
        return otherwise
    return (today - date.fromisoformat(tick.at[:10])).days < ago
