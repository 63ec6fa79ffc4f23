"""Under which licence a package comes, and whether the site may ship it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import yaml
from license_expression import ExpressionError, Licensing

RULES = Path(__file__).with_name("licences.yaml")
PREFIX = "License :: OSI Approved :: "
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rules:
    """`licences.yaml`."""

    accepted: frozenset[str]
    called: Mapping[str, str]
    stated: Mapping[str, Mapping[str, str]]
    exceptions: Mapping[str, Mapping[str, str]]

    def of_python(self, package: str) -> str:
        """An SPDX expression, a licence's name, or UNKNOWN: as stated here, or as the installed package says."""
        # Before what the package says: its description may be wrong, or a choice that it does not write as one.
        if package in self.stated:
            return self.stated[package]["licence"]
        said: Any = metadata.metadata(package)
        # PEP 639: the one field with a grammar; `License` and the classifiers are free words.
        if expression := said.get("License-Expression"):
            return str(expression)
        if (short := str(said.get("License") or "")) in self.accepted:
            return short
        classes = [
            one.removeprefix(PREFIX) for one in said.get_all("Classifier") or () if one.startswith("License")
        ]
        names = [self.called.get(one, one) for one in classes]
        # Classifiers do not say whether one may choose between them, so each has to be accepted.
        return " AND ".join(names) or self._shortened(short)

    def _shortened(self, said: str) -> str:
        return {"Apache 2.0": "Apache-2.0"}.get(said, said) or UNKNOWN

    def accepts(self, package: str, licence: str) -> bool:
        """Whether it may be shipped: one side of each OR, both sides of each AND, or by an exception of its own."""
        if self.exceptions.get(package, {}).get("licence") == licence:
            return True
        return licence in self.accepted or satisfied(licence, self.accepted)


def satisfied(licence: str, accepted: frozenset[str]) -> bool:
    """Whether an SPDX expression can be kept with those licences alone; False for what is none."""
    try:
        parsed = Licensing().parse(licence)
    except ExpressionError:
        return False
    return parsed is not None and _holds(parsed, accepted)


def _holds(part: Any, accepted: frozenset[str]) -> bool:
    parts: Sequence[Any] = getattr(part, "args", ())
    match getattr(part, "operator", "").strip():
        case "AND":
            return all(_holds(one, accepted) for one in parts)
        case "OR":
            return any(_holds(one, accepted) for one in parts)
    return part.key in accepted


@cache
def rules() -> Rules:
    """The rules as they stand."""
    found = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return Rules(frozenset(found["accepted"]), found["called"], found["stated"], found["exceptions"])
