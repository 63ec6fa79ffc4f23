"""The bill of materials names everything that is shipped, and nothing of it has a licence that is not accepted."""

import json
import subprocess
import tomllib
from functools import cache
from importlib import metadata
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.sbom.bill import bill
from tools.sbom.licences import rules, satisfied
from tools.sbom.packages import IMAGE, ROOT, direct, python_packages, shipped


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bill(shipped(), direct()))
    return found


def urls(kind: str) -> set[str]:
    return {one["purl"] for one in document()["components"] if one["purl"].startswith(f"pkg:{kind}/")}


def test_it_is_what_the_standard_says() -> None:
    said = json.dumps(document())
    assert document()["specVersion"] == "1.6"
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(said) is None
    broken = said.replace('"type": "library"', '"type": "book"', 1)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(broken) is not None


def test_every_package_has_its_hashes_and_its_licence() -> None:
    assert [one["purl"] for one in document()["components"] if not (one["hashes"] and one["licenses"])] == []


def test_the_site_needs_each_of_them_by_way_of_others_or_itself() -> None:
    known = {one["bom-ref"] for one in document()["components"]}
    edges = {one["ref"]: one.get("dependsOn", []) for one in document()["dependencies"]}
    reached, waiting = set[str](), list(edges["stillnight"])
    while waiting:
        one = waiting.pop()
        waiting += [] if one in reached else edges.get(one, [])
        reached.add(one)
    assert reached == known
    assert {"django", "svelte", "workbox-precaching"} <= {
        one.rpartition("@")[0].rpartition("/")[2] for one in known
    }


def test_python_is_what_the_installed_packages_ask_for() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    assert {one.partition("@")[0] for one in urls("pypi")} == {f"pkg:pypi/{name}" for name in closure(asked)}


def closure(asked: list[str]) -> set[str]:
    """Every package that is needed on the image, by what those that are installed say of themselves."""
    waiting, seen = [(Requirement(one), "") for one in asked], set[tuple[str, frozenset[str]]]()
    while waiting:
        one, extra = waiting.pop()
        name, extras = canonicalize_name(one.name), frozenset(one.extras)
        if (one.marker is None or one.marker.evaluate({**IMAGE, "extra": extra})) and (
            name,
            extras,
        ) not in seen:
            seen.add((name, extras))
            more = [Requirement(line) for line in metadata.requires(name) or ()]
            waiting += [(next_one, wanted) for next_one in more for wanted in ("", *extras)]
    return {name for name, _ in seen}


@pytest.mark.full
def test_nothing_is_missing_that_npm_names() -> None:
    """npm itself leaves out whatever a package for development needs as well, Svelte among it."""
    command = ["npm", "sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"]
    done = subprocess.run(command, cwd=ROOT / "pwa", capture_output=True, text=True, check=True)
    named = {one["purl"] for one in json.loads(done.stdout)["components"]}
    assert any(one.startswith("pkg:npm/idb@") for one in named)
    assert named <= urls("npm")


def test_no_licence_is_unknown_or_not_accepted() -> None:
    assert [one.url for one in shipped() if not rules().accepts(one.name, one.licence)] == []


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "unknown", "My own", ""]
)
def test_another_licence_is_refused(licence: str) -> None:
    assert not rules().accepts("some-package", licence)


def test_an_exception_is_for_that_package_and_licence_alone() -> None:
    assert rules().accepts("psycopg", "LGPL-3.0-only")
    assert not rules().accepts("psycopg", "AGPL-3.0-only")
    assert not rules().accepts("psycopg-two", "LGPL-3.0-only")


def test_one_side_of_a_choice_is_enough() -> None:
    accepted = frozenset({"MIT", "ISC"})
    assert satisfied("MIT OR GPL-3.0-only", accepted)
    assert satisfied("(ISC OR X) AND MIT", accepted)
    assert not satisfied("(X OR Y) AND MIT", accepted)


def test_no_rule_is_about_a_package_that_is_gone() -> None:
    names = {one.name for one in shipped()}
    assert {*rules().stated, *rules().exceptions} <= names
    assert all(one["because"] for one in (*rules().stated.values(), *rules().exceptions.values()))


def test_what_the_image_does_not_install_is_left_out() -> None:
    lock = "six==1.17.0 ; sys_platform == 'win32' \\\n    --hash=sha256:" + "0" * 64 + "\n    # via x\n"
    assert list(python_packages(lock)) == []
    assert len(list(python_packages(lock.replace("win32", "linux")))) == 1
