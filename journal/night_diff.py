"""A whole record as the units that would have to change to make it so."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from journal.copies import still_copied
from journal.documents import Episode, FieldFault, HealthDocument, InvalidRecord, NightParts
from journal.edits import check_data

Data = dict[str, Any] | None
Unit = tuple[str, str, Data]
Units = dict[tuple[str, str], Data]
Held = Mapping[str, Any] | None
MAPS = (("day", "day"), ("signs", "sign"), ("checks", "check"))
OWN = ("pain", "timezone", "note", "told_by")
EMPTY = {"pain": None, "timezone": None, "note": "", "told_by": "self"}


def diff_for_put(held: Held, parts: NightParts, day: date) -> list[Unit]:
    """Units that make the night exactly `parts`; none when it already is."""
    current = units_of(held, day) if held else {}
    # Every field, said or not: what a PUT leaves out is cleared.
    wanted = _said(parts, day, held, NightParts.model_fields)
    wanted |= {("episode", episode.id): _episode_data(episode, held, day) for episode in parts.episodes}
    wanted["night", day.isoformat()] = _own(parts, None, OWN, painful=bool(parts.episodes))
    gone = {place: None for place in current if wanted.get(place) is None}
    return list(_changed({**wanted, **gone}, current))


def diff_for_patch(held: Held, parts: NightParts, day: date) -> list[Unit]:
    """Units that add `parts` to the night: absent stays, null clears, episodes are never removed.

    InvalidRecord when `pain` is denied on a night that holds episodes.
    """
    said = parts.model_fields_set
    current = units_of(held, day) if held else {}
    painful = bool(parts.episodes or (held and held["episodes"]))
    if parts.pain is False and painful:
        raise InvalidRecord(
            [FieldFault("pain", "pain_without_pain", "pain is false but the night holds episodes")]
        )
    wanted = _said(parts, day, held, said)
    wanted |= {("episode", episode.id): _completed(episode, held, day) for episode in parts.episodes}
    # An empty PATCH of a night that is not there makes it: otherwise there would be no night to answer with.
    if said & set(OWN) or not (held or wanted):
        wanted["night", day.isoformat()] = _own(parts, held, said, painful=painful)
    return list(_changed(wanted, current))


def deleting(held: Mapping[str, Any], day: date) -> list[Unit]:
    """Units whose deletion leaves nothing of the night."""
    return [(kind, key, None) for kind, key in units_of(held, day)]


def units_of(held: Mapping[str, Any], day: date) -> Units:
    """Every unit of a night's document, by kind and key."""
    on = day.isoformat()
    units: Units = {("night", on): {name: held[name] for name in OWN}}
    for episode in held["episodes"]:
        body = {name: value for name, value in episode.items() if name != "id"}
        # Through the check that what is sent went through: both are complete and spelt alike, so that equal means
        # unchanged.
        units["episode", episode["id"]] = check_data("episode", "", {**body, "date": on})
    if held["sleep"]:
        units["sleep", on] = check_data("sleep", on, {"periods": held["sleep"]})
    for field, kind in MAPS:
        units |= {(kind, f"{on}/{item}"): {"value": value} for item, value in held[field].items()}
    units |= {("tip", f"{on}/{tried['tip']}"): {"helped": tried["helped"]} for tried in held["tips_tried"]}
    return units


def health_units(document: HealthDocument) -> dict[str, dict[str, Any]]:
    """Each answer given, by its field name."""
    said = document.model_dump(mode="json", exclude_none=True)
    plain = {name: said[name] for name in ("birth_year", "weeks_of_trouble", "bother") if name in said}
    nested = {
        f"{group}.{item}": value for group in ("who", "dates") for item, value in said.get(group, {}).items()
    }
    return {key: {"value": value} for key, value in (plain | nested).items()}


def _own(parts: NightParts, held: Held, said: Collection[str], *, painful: bool) -> dict[str, Any]:
    """What belongs to the night as a whole; a night with episodes is a painful one."""
    base = {name: held[name] for name in OWN} if held else dict(EMPTY)
    base |= {name: getattr(parts, name) for name in OWN if name in said}
    return {
        "pain": True if painful else base["pain"],
        "timezone": base["timezone"],
        "note": base["note"] or "",
        "told_by": base["told_by"] or "self",
    }


def _said(parts: NightParts, day: date, held: Held, said: Collection[str]) -> Units:
    on = day.isoformat()
    units: Units = {}
    if "sleep" in said:
        periods = [period.model_dump(mode="json") for period in parts.sleep or []]
        units["sleep", on] = {"periods": periods} if periods else None
    for field, kind in MAPS:
        if field in said:
            units |= _answers(kind, on, getattr(parts, field), held[field] if held else {})
    if "tips_tried" in said:
        units |= {("tip", f"{on}/{tried.tip}"): {"helped": tried.helped} for tried in parts.tips_tried or []}
    return units


def _answers(kind: str, on: str, given: Mapping[str, Any] | None, held: Mapping[str, Any]) -> Units:
    """A null map clears every answer held; a null answer clears that one."""
    answers = given if given is not None else dict.fromkeys(held)
    return {
        (kind, f"{on}/{item}"): ({"value": value} if value is not None else None)
        for item, value in answers.items()
    }


def _episode_data(episode: Episode, held: Held, day: date) -> dict[str, Any]:
    body = episode.model_dump(mode="json", exclude={"id"})
    return {**still_copied(_held(episode, held), body), "date": day.isoformat()}


def _held(episode: Episode, held: Held) -> Mapping[str, Any]:
    """The episode as the night holds it; empty for a new one."""
    return next((row for row in (held or {}).get("episodes", []) if row["id"] == episode.id), {})


def _completed(episode: Episode, held: Held, day: date) -> dict[str, Any]:
    """The held episode with what was said put over it, its maps merged key by key."""
    given = episode.model_dump(mode="json", include=episode.model_fields_set - {"id"})
    before = _held(episode, held)
    merged = {**{name: value for name, value in before.items() if name != "id"}, **given}
    for name in ("signs", "actions"):
        if given.get(name) is not None:
            both = {**before.get(name, {}), **given[name]}
            merged[name] = {key: value for key, value in both.items() if value is not None}
    merged = still_copied(before, merged)
    return check_data("episode", "", {**merged, "note": merged.get("note") or "", "date": day.isoformat()})


def _changed(wanted: Units, current: Units) -> Iterator[Unit]:
    for place, data in wanted.items():
        held = current.get(place)
        # A body without a zone says nothing against the one that is held, so that is no change.
        if place[0] == "night" and data is not None and held is not None and data["timezone"] is None:
            data = {**data, "timezone": held["timezone"]}
        if held != data:
            yield *place, data
