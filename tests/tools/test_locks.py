"""The locks say the same as what they are made from, and name no index but the public ones."""

import json
import re
import subprocess
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.sbom.packages import ROOT

NPM_PACKAGES = 220
PUBLIC = {"https://pypi.org", "https://files.pythonhosted.org"}
EXPORT = "uv export --quiet --frozen --offline --no-emit-project --no-header --format requirements-txt"


def toml(file: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / file).read_text("utf-8"))


def asked(requirements: list[str]) -> set[tuple[str, frozenset[str], str]]:
    parsed = [Requirement(one) for one in requirements]
    return {(canonicalize_name(one.name), frozenset(one.extras), str(one.specifier)) for one in parsed}


def locked(rows: list[dict[str, Any]]) -> set[tuple[str, frozenset[str], str]]:
    return {
        (
            row["name"],
            frozenset(row.get("extras", [])),
            str(Requirement(f"x{row.get('specifier', '')}").specifier),
        )
        for row in rows
    }


@pytest.mark.parametrize(
    ("file", "options"), [("requirements.txt", ["--no-dev"]), ("requirements-dev.txt", [])]
)
def test_what_pip_installs_is_what_uv_locked(file: str, options: list[str]) -> None:
    said = subprocess.run([*EXPORT.split(), *options], cwd=ROOT, capture_output=True, text=True, check=True)
    assert (ROOT / file).read_text("utf-8") == said.stdout, "make lock"


def test_the_lock_holds_what_the_project_asks_for() -> None:
    project = toml("pyproject.toml")
    [own] = [one for one in toml("uv.lock")["package"] if one["name"] == project["project"]["name"]]
    assert locked(own["metadata"]["requires-dist"]) == asked(project["project"]["dependencies"])
    assert locked(own["metadata"]["requires-dev"]["dev"]) == asked(project["dependency-groups"]["dev"])


def test_the_lock_names_only_the_public_index() -> None:
    named = set(re.findall(r"https?://[^/\"]+", (ROOT / "uv.lock").read_text("utf-8")))
    assert named == PUBLIC


def test_the_phones_lock_stays_small_and_names_no_host() -> None:
    lock = json.loads((ROOT / "pwa" / "package-lock.json").read_text("utf-8"))
    packages = [place for place in lock["packages"] if place]
    assert 100 < len(packages) <= NPM_PACKAGES
    assert [place for place in packages if "resolved" in lock["packages"][place]] == []
