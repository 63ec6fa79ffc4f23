"""YAML in, frozen values out; everything that does not fit becomes a fault with its file and key."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from .shapes import Fault

T = TypeVar("T")


class _UniqueKeys(yaml.CSafeLoader):
    """PyYAML keeps the last of two equal keys in silence; here the second is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key!r} twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(path: Path, shape: type[T]) -> tuple[T | None, list[Fault]]:
    """The file as `shape`, or None and every fault found in it."""
    try:
        # The subclass is a SafeLoader: it builds plain values only.
        data = yaml.load(path.read_text(encoding="utf-8"), _UniqueKeys)  # noqa: S506
    except OSError as error:
        return None, [Fault(path.name, "", f"cannot be read: {error.strerror}", "Put the file back.")]
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [Fault(path.name, "", f"is not YAML: {error}", "Correct the line it names.")]
    try:
        return TypeAdapter(shape).validate_python(data), []
    except ValidationError as error:
        return None, [_fault(path, one["loc"], one["msg"]) for one in error.errors()]


def _fault(path: Path, where: tuple[int | str, ...], message: str) -> Fault:
    return Fault(path.name, ".".join(map(str, where)), message, "Compare with another file of the same kind.")
