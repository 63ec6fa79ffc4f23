"""What is shipped, from the two lock files: each package with its hashes, its licence and what it needs."""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.sbom.licences import UNKNOWN, rules

ROOT = Path(__file__).resolve().parents[2]
# Where the site runs: the image of the Dockerfile.
IMAGE = {
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "python_version": "3.11",
    "python_full_version": "3.11.9",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}
PIN = re.compile(r"^([\w.-]+==[^\n\\]+?) ?\\?\n((?:    .*\n?)*)", re.MULTILINE)
SHA256 = re.compile(r"sha256:([0-9a-f]{64})")
NEEDED_BY = re.compile(r"#(?: {3}| via )([\w.-]+)(.*)")


@dataclass(frozen=True, slots=True)
class Package:
    """One of them; `kind` is the package URL's, `hashes` are those of every file that the lock accepts."""

    kind: str
    name: str
    version: str
    licence: str
    hashes: tuple[tuple[str, str], ...]
    needs: frozenset[str]  # package URLs

    @property
    def url(self) -> str:
        """Its package URL."""
        # A package URL keeps @ for the version, so the one of an npm scope is encoded.
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"


def shipped() -> list[Package]:
    """Everything of others that the image and the app hold, by package URL."""
    found = [*python_packages((ROOT / "requirements.txt").read_text()), *npm_packages(_npm_lock())]
    return sorted(found, key=lambda one: one.url)


def python_packages(lock: str) -> Iterator[Package]:
    """From uv's lock, whose comments say who needs what; only what the image installs."""
    pins = []
    for line, rest in PIN.findall(lock):
        pin = Requirement(line)
        if pin.marker is None or pin.marker.evaluate(IMAGE):
            pins.append((canonicalize_name(pin.name), str(pin.specifier).removeprefix("=="), rest))
    versions = {name: version for name, version, _ in pins}
    needs: dict[str, set[str]] = {name: set() for name in versions}
    for name, version, rest in pins:
        for by, more in NEEDED_BY.findall(rest):
            if not more and by in needs:
                needs[by].add(f"pkg:pypi/{name}@{version}")
    for name, version, rest in pins:
        hashes = tuple(("SHA-256", one) for one in SHA256.findall(rest))
        yield Package("pypi", name, version, rules().of_python(name), hashes, frozenset(needs[name]))


def npm_packages(lock: dict[str, Any]) -> Iterator[Package]:
    """From npm's lock; without what is used to build and to test only."""
    rows = {place: row for place, row in lock["packages"].items() if place and not row.get("dev")}
    for place, row in rows.items():
        found = [_found(place, name, rows) for name in row.get("dependencies", ())]
        needs = {_npm_url(one, rows[one]) for one in found if one}
        algorithm, _, digest = row["integrity"].partition("-")
        # npm's lock holds base64, CycloneDX asks for hexadecimal digits.
        hashes = ((algorithm.upper().replace("SHA", "SHA-"), base64.b64decode(digest).hex()),)
        name = _npm_name(place)
        yield Package("npm", name, row["version"], row.get("license", UNKNOWN), hashes, frozenset(needs))


def direct() -> set[str]:
    """The package URLs of what the site itself asks for."""
    lock = (ROOT / "requirements.txt").read_text()
    ours = [line for line, rest in PIN.findall(lock) if ("stillnight", "") in NEEDED_BY.findall(rest)]
    asked = {canonicalize_name(Requirement(line).name) for line in ours}
    root = _npm_lock()["packages"][""]["dependencies"]
    return {one.url for one in shipped() if one.name in (asked if one.kind == "pypi" else root)}


def _npm_lock() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "pwa" / "package-lock.json").read_text())
    return found


def _found(place: str, name: str, rows: dict[str, Any]) -> str | None:
    """Where `name` is found by what stands at `place`: beside it, or further up, as Node looks."""
    while place:
        if (beside := f"{place}/node_modules/{name}") in rows:
            return beside
        place = place.rpartition("/node_modules/")[0] if "/node_modules/" in place else ""
    return top if (top := f"node_modules/{name}") in rows else None


def _npm_name(place: str) -> str:
    return place.rpartition("node_modules/")[2]


def _npm_url(place: str, row: dict[str, Any]) -> str:
    return f"pkg:npm/{_npm_name(place).replace('@', '%40')}@{row['version']}"
