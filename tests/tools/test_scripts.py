"""Our own scripts and build files: each way of being careless is seen, and none is left."""

import json
from collections.abc import Callable

import pytest

from tools.scripts import (
    COMPOSE,
    DOCKERFILE,
    LOCKS,
    MAKEFILE,
    NPM,
    NPM_LOCK,
    faults,
    ours,
    shell,
    shell_faults,
)

FILES = ours()
CI = ".ci/run"


def test_nothing_is_wrong_with_them() -> None:
    assert {CI, "ops/postgres-roles.sh", COMPOSE, DOCKERFILE, MAKEFILE, NPM, NPM_LOCK, *LOCKS} <= set(FILES)
    assert faults(FILES) == []


def more(line: str) -> Callable[[str], str]:
    return lambda text: f"{text}\n{line}\n"


def instead(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


SPOILED: dict[str, tuple[str, Callable[[str], str], str]] = {
    "piped to a shell": (CI, more("curl -s https://x.example/i | sh"), "runs what it downloads"),
    "piped to a shell by root": (
        MAKEFILE,
        more("\twget -qO- x.example | sudo bash"),
        "runs what it downloads",
    ),
    "a shell of a download": (
        DOCKERFILE,
        more('RUN sh -c "$(curl -fsSL x.example)"'),
        "runs what it downloads",
    ),
    "read from a download": (CI, more("source <(curl -s x.example)"), "runs what it downloads"),
    "goes on after a fault": (CI, instead("set -euo pipefail", ""), "goes on after a fault"),
    "pip without a pin": (DOCKERFILE, more("RUN pip install requests"), "not pinned"),
    "pip in the Makefile": (MAKEFILE, more("\tpip install --upgrade pip"), "not pinned"),
    "npm past the lock": (MAKEFILE, more("\tcd pwa && npm install"), "past the lock"),
    "npm with scripts": (DOCKERFILE, instead("npm ci --ignore-scripts", "npm ci"), "past the lock"),
    "an image of any version": (
        DOCKERFILE,
        instead("python:3.11-slim-bookworm AS", "python AS"),
        "has no version",
    ),
    "the latest image": (COMPOSE, instead("caddy:2.10", "caddy:latest"), "has no version"),
    "root": (DOCKERFILE, instead("USER 10001", "USER root"), "runs as root"),
    "fetched by ADD": (DOCKERFILE, more("ADD https://x.example/y /y"), "ADD"),
    "privileged": (
        COMPOSE,
        instead("  redis:\n", "  redis:\n    privileged: true\n"),
        "is given the machine",
    ),
    "the engine": (COMPOSE, instead("redis:/data", "/var/run/docker.sock:/s"), "is given the engine"),
    "a range in npm": (NPM, instead('"idb": "', '"idb": "^'), "is no version"),
    "a hash lost in npm": (NPM_LOCK, instead('"integrity"', '"other"'), "has no hash"),
    "a hash lost": (LOCKS[0], more("six==1.17.0"), "has no hash"),
    "a range": (LOCKS[1], more("six>=1.17.0"), "is not pinned"),
    "from a repository": (LOCKS[1], more("six @ git+https://x.example/six"), "is not pinned"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_each_carelessness_is_seen(name: str) -> None:
    path, spoil, said = SPOILED[name]
    assert [
        one for one in faults({**FILES, path: spoil(FILES[path])}) if one.startswith(path) and said in one
    ]


def test_the_files_are_what_they_seem() -> None:
    assert len(json.loads(FILES[NPM_LOCK])["packages"]) > 100
    assert FILES[LOCKS[0]].count("--hash=sha256:") > 1000


def test_no_shell_of_ours_has_a_fault() -> None:
    pieces = dict(shell(FILES))
    assert {CI, f"{COMPOSE} migrate command", f"{COMPOSE} redis healthcheck", MAKEFILE} <= set(pieces)
    assert [one for name, text in pieces.items() for one in shell_faults(name, text)] == []


@pytest.mark.parametrize(
    ("path", "spoil"),
    [
        (CI, more("rm -rf $HOME/$1")),
        (MAKEFILE, more("\trm -rf $$HOME/$$NAME/*")),
        (COMPOSE, instead('"$$(cat /run/secrets/redis_password)"', "$$(cat /run/secrets/redis_password)")),
    ],
)
def test_a_variable_without_quotes_is_seen(path: str, spoil: Callable[[str], str]) -> None:
    spoiled = shell({**FILES, path: spoil(FILES[path])})
    assert any(
        "SC2086" in one or "SC2046" in one for name, text in spoiled for one in shell_faults(name, text)
    )
