"""One example of each main operation, from `examples/{operation id}.json`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

FOLDER = Path(__file__).with_name("examples")


@dataclass(frozen=True, slots=True)
class Example:
    """A body, None where none is sent, and its answer."""

    body: Any
    answer: Any


@cache
def load() -> Mapping[str, Example]:
    """Every example by its operation's id."""
    read = {file.stem: orjson.loads(file.read_bytes()) for file in sorted(FOLDER.glob("*.json"))}
    return {name: Example(example.get("body"), example["answer"]) for name, example in read.items()}
