"""The health background as a clinician reads it: what was said of the person that counts today, what and when."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.access import PatientAccess
from care.report.words import words as page_words
from insights.safety.person import current, known_of
from insights.safety.rulebook import load as load_rules
from journal import vocabulary

CHANGED = "who.med_changed"
# The dated events that say which medicine a change was of, and what was done to it.
CHANGES = ("medicine_start", "medicine_raise", "medicine_lower", "medicine_stop")
Line = dict[str, Any]


def background_of(
    access: PatientAccess,
    told: Mapping[str, Any],
    events: Sequence[Mapping[str, Any]],
    *,
    today: date,
    language: str,
) -> list[Line] | None:
    """Every yes, date and figure that counts today, in the order of the vocabulary; None where it may not be read.

    `told` is the background as `told_health` gives it. A change of medicines stands with the changes that were dated
    within its span, each with its words.
    """
    if not access.tells_background:
        return None
    reading = load_rules().reading
    health = current(told, today, reading.lifetimes)
    known = known_of(health, today, reading)
    yes = {name: answer.at for name, answer in known.items() if answer.yes}
    span = reading.lifetimes.days[CHANGED]
    since = (today - timedelta(days=span)).isoformat() if span else ""
    changes = [one for one in events if one["kind"] in CHANGES and since <= one["on"] <= today.isoformat()]
    words = vocabulary.load()
    zone = ZoneInfo(access.patient.user.timezone)
    lines = [
        _line(f"who.{item}", words.label("who", item, language), yes[f"who.{item}"], zone)
        | {"events": event_lines(changes, language) if f"who.{item}" == CHANGED else []}
        for item in words.ids("who")
        if f"who.{item}" in yes
    ]
    return [*lines, *_plain(health, zone, language)]


def _plain(health: Mapping[str, Any], zone: ZoneInfo, language: str) -> Iterator[Line]:
    """Dates, how long and how much it bothers; the year of birth stands beside the name."""
    words, given = vocabulary.load(), health.get("given") or {}
    dates = health.get("dates") or {}
    for item in words.ids("health_date"):
        if on := dates.get(item):
            key = f"dates.{item}"
            yield _line(key, words.label("health_date", item, language), given.get(key), zone) | {"on": on}
    named = page_words().language(language)
    for key in ("weeks_of_trouble", "bother"):
        if (value := health.get(key)) is not None:
            said = words.label(key, value, language) if key in words.groups else str(value)
            yield _line(key, named[f"item_{key}"], given.get(key), zone) | {"value": said}


def _line(key: str, label: str, at: str | None, zone: ZoneInfo) -> Line:
    # By the patient's date: what was said in the evening may be tomorrow in UTC.
    told = datetime.fromisoformat(at).astimezone(zone).date().isoformat() if at else None
    return {"id": key, "label": label, "value": None, "on": None, "told_on": told, "events": []}


def event_lines(events: Sequence[Mapping[str, Any]], language: str) -> list[Line]:
    """Dated events as they are read, oldest first."""
    words = vocabulary.load()
    return [
        {
            "on": one["on"],
            "kind": one["kind"],
            "label": words.label("event", one["kind"], language),
            "text": one.get("text", ""),
        }
        for one in sorted(events, key=lambda one: str(one["on"]))
    ]
