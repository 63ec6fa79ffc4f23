"""What each red-flag rule does, in words, from the files that the rules are read from."""

from collections.abc import Iterator, Mapping
from typing import Any

from base.content import parse, usable
from insights.safety.rulebook import HOME, LEVELS
from tools.reference.markdown import document, named, table

LEAD = {
    "any": "any of",
    "all": "all of",
    "unless": "none of these is known to be true",
    "one_leg": "of one leg and not the other",
    "same_leg": "of the same leg",
    "both_legs": "of both legs between them",
    "open": "still open, because a question was not asked",
    "if_asked": "true where it was asked",
    "only_pain": "every pain of the night is",
    "pain": "a pain of the night that is",
}


def page() -> str:
    """Every rule of every file, by id."""
    files = sorted((HOME / "rules").glob("*.yaml"))
    rules = sorted(
        (rule for path in files for rule in usable(*parse(path))["rules"]), key=lambda one: str(one["id"])
    )
    rows = ((f"[{one['id']}](#{one['id'].lower()})", _title(one), ", ".join(_levels(one))) for one in rules)
    return document(
        "Red-flag rules",
        table(("rule", "about", "levels"), rows),
        *("\n".join(_rule(rule)) for rule in rules),
    )


def _title(rule: Mapping[str, Any]) -> str:
    return str(rule["text"]["en"]["title"])


def _levels(rule: Mapping[str, Any]) -> list[str]:
    found = {arm["level"] for arm in rule.get("when") or []}
    return [level for level in LEVELS if level in found]


def _rule(rule: Mapping[str, Any]) -> Iterator[str]:
    words = rule["text"]["en"]
    yield from (f"## {rule['id']}", "", f"{words['title']}. Version {rule['version']}.", "")
    for arm in rule.get("when") or []:
        yield from (f"**{arm['level']}** when", "")
        yield from _said(arm["if"], 0)
        yield ""
    for level, message in words["message"].items():
        yield f"- Said at {level}: {message}"
    if words.get("on_the_phone"):
        yield f"- On the phone: {words['on_the_phone']}"
    for key, lead in (("asks", "Asks"), ("gives_way_to", "Gives way to"), ("source", "Source")):
        if rule.get(key):
            yield f"- {lead}: {', '.join(map(str, rule[key]))}"
    if rule.get("call"):
        yield f"- Calls: {rule['call']}"
    yield f"- False alarms: {rule['false_alarms']}"


def _said(condition: Any, depth: int) -> Iterator[str]:
    """A condition as a nested list."""
    mark = "  " * depth + "- "
    if isinstance(condition, str):
        yield mark + named(condition)
    elif isinstance(condition, list):
        for each in condition:
            yield from _said(each, depth)
    else:
        key = next((key for key in LEAD if key in condition), None)
        if key is None:
            yield from _numbered(condition, depth)
        elif key in ("pain", "only_pain"):
            yield f"{mark}{LEAD[key]}: {_kind(condition[key])}"
        else:
            yield f"{mark}{LEAD[key]}:"
            yield from _said(condition[key], depth + 1)


def _numbered(condition: Mapping[str, Any], depth: int) -> Iterator[str]:
    """Conditions with numbers or names of their own: their inner condition last, all else as written."""
    inner = {"of", "if"} & {key for key, value in condition.items() if isinstance(value, (list, Mapping))}
    if "nights" in condition:
        nights = condition["nights"]
        yield "  " * depth + f"- {_window(nights)}:"
        yield from _said(nights["where"], depth + 1)
        if "half_of" in nights:
            yield "  " * depth + "  - and they are at least half of the nights with:"
            yield from _said(nights["half_of"], depth + 2)
        return
    plain = {key: value for key, value in condition.items() if key not in inner}
    said = ", ".join(f"{key.replace('_', ' ')} {_value(value)}" for key, value in plain.items())
    yield "  " * depth + f"- {said}" + (":" if inner else "")
    for key in sorted(inner):
        yield from _said(condition[key], depth + 1)


def _window(nights: Mapping[str, Any]) -> str:
    which = "logged nights" if nights.get("logged") else "nights"
    spread = f", {nights['spread']} days apart or more" if nights.get("spread") else ""
    return f"on at least {nights['at_least']} of the last {nights['last']} {which}{spread}"


def _kind(kind: Mapping[str, Any]) -> str:
    parts = [f"{key} {_value(value)}" for key, value in kind.items() if key != "but"]
    parts += [f"but not ({_kind(each)})" for each in kind.get("but") or []]
    return ", ".join(parts) or "any"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return " or ".join(map(_value, value))
    if isinstance(value, Mapping):
        return " ".join(f"{key} {_value(one)}" for key, one in value.items())
    return named(value) if isinstance(value, str) and "." in value else str(value)
