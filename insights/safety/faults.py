"""Faults of content files: gathered all at once, so that an author mends a file in one go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml


class StrictLoader(yaml.CSafeLoader):
    """Refuses a key that stands twice in one mapping, which YAML readers otherwise drop without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, (written, _) in zip(keys, node.value, strict=True):
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    "while reading a mapping", node.start_mark, f"{key!r} is there twice", written.start_mark
                )
        return super().construct_mapping(node, deep=deep)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and what would be right."""

    file: str
    key: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.hint}"


class ContentError(Exception):
    """The content cannot be used; `faults` says why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(slots=True)
class Page:
    """One mapping of a file under reading; takes keys one by one and notes what is missing or not known."""

    file: str
    key: str
    data: Any
    faults: list[Fault]
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.data, Mapping):
            self.fault("must be a mapping of keys to values")
            self.data = {}

    def fault(self, hint: str, key: str = "") -> None:
        self.faults.append(Fault(self.file, f"{self.key}.{key}".strip("."), hint))

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = None) -> Any:
        """The value of a key; a default makes the key optional."""
        self.taken.add(key)
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.fault("is missing", key)
            return default
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            self.fault(f"must be {_name(kind)}, not {type(value).__name__}", key)
            return default
        return value

    def words(self, key: str, optional: bool = False) -> tuple[str, ...]:
        """A list of words."""
        value = self.take(key, list, [] if optional else None) or []
        if not all(isinstance(word, str) for word in value):
            self.fault("must be a list of words", key)
            return ()
        return tuple(value)

    def page(self, key: str) -> "Page":
        return Page(self.file, f"{self.key}.{key}".strip("."), self.take(key, Mapping, {}) or {}, self.faults)

    def pages(self, key: str) -> "list[Page]":
        """A list of mappings; a missing key is an empty one."""
        listed = self.take(key, list, [])
        return [
            Page(self.file, f"{self.key}.{key}.{place}".strip("."), each, self.faults)
            for place, each in enumerate(listed)
        ]

    def may_be_empty(self, *keys: str) -> None:
        """Keys that must stand in the file even while they hold nothing."""
        for key in keys:
            self.taken.add(key)
            if key not in self.data:
                self.fault("must be there, null while empty", key)

    def done(self) -> None:
        for key in self.data:
            if key not in self.taken:
                self.fault("is not a known key", str(key))


def _name(kind: type | tuple[type, ...]) -> str:
    kinds = kind if isinstance(kind, tuple) else (kind,)
    return " or ".join(each.__name__.lower() for each in kinds)
