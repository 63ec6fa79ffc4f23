"""Answers as the items of a FHIR QuestionnaireResponse, named as the vocabulary names them."""

from collections.abc import Iterator, Mapping
from typing import Any

from journal.serialization import EPISODE_COLUMNS, SLEEP_INSTANTS, SLEEP_NUMBERS, place_text
from journal.sleep import periods_of

Item = dict[str, Any]
MAPS = ("day", "signs", "checks")


def answered(night: Mapping[str, Any]) -> list[Item]:
    """The night's own date first, then only what was asked and answered."""
    items = [_dated("night.date", night["date"])]
    items += [
        _item(name, night[name])
        for name in ("timezone", "pain", "told_by", "note")
        if night.get(name) not in (None, "")
    ]
    for group in MAPS:
        answers = night.get(group) or {}
        items += [
            _item(f"{group}.{name}", value) for name, value in sorted(answers.items()) if value is not None
        ]
    items += [_tried(one) for one in night["tips_tried"]]
    for period in periods_of(night):
        items.append({"linkId": "sleep", "item": list(_fields(period, (*SLEEP_INSTANTS, *SLEEP_NUMBERS)))})
    for episode in night["episodes"]:
        items.append({"linkId": "episode", "item": list(_fields(episode, ("id", *EPISODE_COLUMNS)))})
    return [item for item in items if item.get("answer") or item.get("item")]


def health_items(answers: Mapping[str, Any]) -> list[Item]:
    """What was told of the person, by field name; dates as dates."""
    return [
        _dated(name, value) if name.startswith("dates.") else _item(name, value)
        for name, value in sorted(answers.items())
        if value is not None
    ]


def event_items(event: Mapping[str, Any]) -> list[Item]:
    """A dated event: its day, its kind, and its words where there are any."""
    words = [_item("event.text", event["text"])] if event.get("text") else []
    return [_dated("event.on", event["on"]), _item("event.kind", event["kind"]), *words]


def _dated(name: str, on: str) -> Item:
    return {"linkId": name, "answer": [{"valueDate": on}]}


def _fields(held: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Item]:
    for name in names:
        value = held.get(name)
        if isinstance(value, Mapping):
            for key, one in sorted(value.items()):
                if one is not None:
                    yield _item(f"{name}.{key}", one)
        elif value not in (None, "", []):
            yield _item(name, value)


def _tried(one: Mapping[str, Any]) -> Item:
    helped = one["helped"]
    return _item(f"tip.{one['tip']}", "tried" if helped is None else "helped" if helped else "did not help")


def _item(name: str, value: Any) -> Item:
    values = value if isinstance(value, list) else [value]
    return {"linkId": name, "answer": [_answer(one) for one in values]}


def _answer(value: Any) -> Item:
    # Before the integers: to Python a bool is one.
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if isinstance(value, int):
        return {"valueInteger": value}
    text = place_text(value) if isinstance(value, Mapping) else str(value)
    return {"valueString": text}
