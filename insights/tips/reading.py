"""Strict reading of content files: every fault at once, each with its file, its key and a hint."""

import json
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

T = TypeVar("T")

# Given to every content dataclass: a key nobody asked for is a fault, not a note.
STRICT = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a content file, said so that its author can mend it."""

    file: str
    key: str
    hint: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.hint}"


class ContentError(ValueError):
    """Content that cannot be used; carries all its faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class _Loader(yaml.CSafeLoader):
    """YAML without its two surprises: a key given twice, and dates made of plain words."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{key}' stands here twice", key_node.start_mark
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    return TypeAdapter(shape)


def read(path: Path, shape: type[T], faults: list[Fault]) -> T | None:
    """The file as ``shape``, or None with what is wrong appended to ``faults``."""
    try:
        # S506: _Loader is a SafeLoader.
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        faults.append(Fault(path.name, "file", f"cannot be read: {error}"))
        return None
    try:
        # Through JSON, because only there does strictness still let a list be a tuple and a text a date.
        parsed: T = _adapter(cast(Hashable, shape)).validate_json(json.dumps(data, default=str), strict=True)
    except ValidationError as error:
        faults.extend(
            Fault(path.name, ".".join(map(str, fault["loc"])) or "file", fault["msg"])
            for fault in error.errors()
        )
        return None
    return parsed
