"""docker-compose.yml as an engine reads it: merged, and with `${NAME:-default}` filled in."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}")
Service = Mapping[str, Any]


class Missing(ValueError):
    """A variable that the file asks for and nobody set."""


def read(text: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """The file with its variables. Missing."""

    def fill(found: re.Match[str]) -> str:
        name, how, words = found.groups()
        if name is None:
            return "$"
        if how == "?" and not variables.get(name):
            raise Missing(f"{name}: {words}")
        return variables.get(name) or (words if how == "-" else "")

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(one) for key, one in value.items()}
        if isinstance(value, list):
            return [walk(one) for one in value]
        return VARIABLE.sub(fill, value) if isinstance(value, str) else value

    filled: dict[str, Any] = walk(yaml.safe_load(text))
    return filled


def environment(service: Service) -> dict[str, str]:
    """What a service's container finds in its environment, beside its image's own."""
    return {name: str(value) for name, value in (service.get("environment") or {}).items()}


def mounts(service: Service) -> dict[str, str]:
    """Where each volume, folder or file stands in the container, by place."""
    pairs = (volume.removesuffix(":ro").split(":", 1) for volume in service.get("volumes") or ())
    return {place: source for source, place in pairs}
