"""The words of the journal: one content file, read once, for API, phone, rules and engine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from base.content import STRICT, Fault, Text, differences, read, usable
from base.languages import LANGUAGES, Code

FILE = Path(__file__).with_name("vocabulary.yaml")
PLAIN_HEALTH = ("birth_year", "weeks_of_trouble", "bother")
Answer = Literal["one", "many", "many_sided", "outcome", "yes_no", "yes_no_side", "date"]
Label = Mapping[Code, Text]


@dataclass(frozen=True, slots=True)
class Item:
    """One word: its label by language, whether patterns are compared on it, whether it may name a leg.

    `covers`: the finer words that it is said in place of. It leaves each of them not asked.
    """

    id: str
    label: Mapping[str, str]
    scored: bool = True
    sided: bool = False
    covers: frozenset[str] = frozenset()


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

    def covered(self, group: str) -> Mapping[str, frozenset[str]]:
        """The words of a group that are said in place of finer ones, each with those that it leaves open."""
        return {item.id: item.covers for item in self.groups[group].items.values() if item.covers}


@dataclass(frozen=True, slots=True)
class ItemEntry:
    """An item as it stands in the file."""

    __pydantic_config__ = STRICT
    label: Label
    scored: bool = True
    sided: bool = False
    covers: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A group as it stands in the file."""

    __pydantic_config__ = STRICT
    label: Label
    answer: Answer
    items: Mapping[str, ItemEntry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """The whole file; `derived` names the words that the engine works out and nobody is asked."""

    __pydantic_config__ = STRICT
    version: Text
    derived: Mapping[str, str | tuple[str, ...]]
    groups: Annotated[Mapping[str, GroupEntry], Field(min_length=1)]


def faults(path: Path = FILE) -> list[Fault]:
    """Everything wrong with the file."""
    return _read(path)[1]


def _read(path: Path) -> tuple[VocabularyFile | None, list[Fault]]:
    held, found = read(path, VocabularyFile)
    return held, found if held is None else [
        *_unlabelled(path.name, held.groups),
        *_coarse(path.name, held.groups),
    ]


def _unlabelled(file: str, groups: Mapping[str, GroupEntry]) -> Iterator[Fault]:
    for name, group in groups.items():
        entries: dict[str, GroupEntry | ItemEntry] = {
            name: group,
            **{f"{name}.items.{key}": item for key, item in group.items.items()},
        }
        for where, entry in entries.items():
            yield from differences(file, f"groups.{where}.label", LANGUAGES, entry.label)


def _coarse(file: str, groups: Mapping[str, GroupEntry]) -> Iterator[Fault]:
    for name, group in groups.items():
        finer = {key for key, item in group.items.items() if not item.covers}
        for key, item in group.items.items():
            if strange := sorted(set(item.covers) - finer):
                hint = "A word covers finer words of its own group."
                yield Fault(file, f"groups.{name}.items.{key}.covers", f"unknown {strange}", hint)


@cache
def load() -> Vocabulary:
    """The vocabulary. Raises ContentError with every fault of the file."""
    held = usable(*_read(FILE))
    groups = {name: _group(name, entry) for name, entry in held.groups.items()}
    # Read once and shared by all threads, so nobody may change it.
    return Vocabulary(version=held.version, groups=MappingProxyType(groups))


def health_fields() -> frozenset[str]:
    """Every field of the health background, as sync names it."""
    words = load()
    dated = {f"dates.{item}" for item in words.ids("health_date")}
    return frozenset({f"who.{item}" for item in words.ids("who")} | dated | set(PLAIN_HEALTH))


def _group(name: str, entry: GroupEntry) -> Group:
    items = {
        key: Item(key, _frozen(item.label), item.scored, item.sided, frozenset(item.covers))
        for key, item in entry.items.items()
    }
    return Group(name, _frozen(entry.label), entry.answer, MappingProxyType(items))


def _frozen(label: Label) -> Mapping[str, str]:
    return MappingProxyType({str(language): text for language, text in label.items()})
