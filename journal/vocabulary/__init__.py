"""The words of the journal: one content file, read once, for API, phone, rules and engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

FILE = Path(__file__).with_name("vocabulary.yaml")
LANGUAGES = frozenset({"en", "de", "es"})
PLAIN_HEALTH = ("birth_year", "weeks_of_trouble", "bother")
ANSWERS = frozenset({"one", "many", "many_sided", "outcome", "yes_no", "yes_no_side", "date"})


@dataclass(frozen=True, slots=True)
class Item:
    """One word: its label by language, whether patterns are compared on it, whether it may name a leg."""

    id: str
    label: Mapping[str, str]
    scored: bool = True
    sided: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A question and its possible answers; `answer` says how many may be chosen."""

    id: str
    label: Mapping[str, str]
    answer: str
    items: Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every group by id, with the version that content and stored records refer to."""

    version: str
    groups: Mapping[str, Group]

    def ids(self, group: str) -> tuple[str, ...]:
        """Item ids of a group, in the order they are asked; KeyError for an unknown group."""
        return tuple(self.groups[group].items)

    def label(self, group: str, item: str, language: str = "en") -> str:
        """The label in `language`, else in English."""
        words = self.groups[group].items[item].label
        return words.get(language, words["en"])


def faults(raw: Mapping[str, object] | None = None) -> list[str]:
    """Everything wrong with the file, each as `group.item: what, hint`."""
    content = raw if raw is not None else _read()
    groups = content.get("groups")
    if not isinstance(groups, dict) or not groups:
        return ["groups: missing; the file must hold a map of groups"]
    return [fault for name, body in groups.items() for fault in _group_faults(name, body)]


def _group_faults(name: str, body: Mapping[str, object]) -> list[str]:
    found = []
    if body.get("answer") not in ANSWERS:
        found.append(f"{name}: answer {body.get('answer')!r} is unknown; use one of {sorted(ANSWERS)}")
    labelled = [(name, body), *((f"{name}.{key}", item) for key, item in _items(body).items())]
    found += [f"{where}: no English label" for where, what in labelled if "en" not in _label(what)]
    found += [
        f"{where}: {key!r} is no language of {sorted(LANGUAGES)}, or its label no text; quote a label with a comma"
        for where, what in labelled
        for key, text in _label(what).items()
        if key not in LANGUAGES or not isinstance(text, str)
    ]
    for key, item in _items(body).items():
        unknown = set(item) - {"label", "scored", "sided"}
        if unknown:
            found.append(f"{name}.{key}: unknown keys {sorted(unknown)}")
    return found


def _label(body: Mapping[str, object]) -> Mapping[str, str]:
    label = body.get("label")
    return label if isinstance(label, dict) else {}


def _items(body: Mapping[str, object]) -> Mapping[str, dict[str, object]]:
    items = body.get("items")
    return items if isinstance(items, dict) else {}


def _read() -> dict[str, object]:
    content = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return content if isinstance(content, dict) else {}


@cache
def load() -> Vocabulary:
    """The vocabulary; ValueError listing every fault when the file is wrong."""
    raw = _read()
    if wrong := faults(raw):
        raise ValueError(f"{FILE.name}: " + "; ".join(wrong))
    groups = {name: _group(name, body) for name, body in raw["groups"].items()}  # type: ignore[attr-defined]
    return Vocabulary(version=str(raw["version"]), groups=MappingProxyType(groups))


def health_fields() -> frozenset[str]:
    """Every field of the health background, as sync names it."""
    words = load()
    dated = {f"dates.{item}" for item in words.ids("health_date")}
    return frozenset({f"who.{item}" for item in words.ids("who")} | dated | set(PLAIN_HEALTH))


def _group(name: str, body: Mapping[str, object]) -> Group:
    items = {
        key: Item(
            key, MappingProxyType(dict(_label(item))), bool(item.get("scored", True)), bool(item.get("sided"))
        )
        for key, item in _items(body).items()
    }
    return Group(name, MappingProxyType(dict(_label(body))), str(body["answer"]), MappingProxyType(items))
