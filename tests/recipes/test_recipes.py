"""Every recipe of CONTRIBUTING.md is followed in a copy of the tree, and a step that is left out is noticed."""

import re
import shlex
import subprocess
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.recipes import day_factor, language, mail, migration, reader, route, rule
from tests.recipes.tree import ROOT, Refused, Tree

Step = Callable[[Tree], None]
RECIPES = {
    "A language": language,
    "A day factor": day_factor,
    "A rule": rule,
    "A mail": mail,
    "An API route": route,
    "A migration": migration,
    "An import reader": reader,
}
# What notices each of them, in seconds: the short run takes these. `makemigrations` checks the content as well.
QUICK = (
    "ruff check .",
    "ruff format --check .",
    "python manage.py makemigrations --check --dry-run",
    "pytest tests/base/test_languages.py tests/insights/safety/test_census.py tests/journal/test_readers.py"
    " tests/test_migrations.py tests/delivery/test_notices.py::test_a_download_is_told"
    " tests/api/authz/test_matrix.py::test_every_route_has_its_line_and_every_line_its_route",
)
LEFT_OUT = [(name, step) for name, recipe in RECIPES.items() for step in recipe.MISSED]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (.+?)\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))


def follow(place: Path, steps: Sequence[Step]) -> Tree:
    tree = Tree(place)
    for step in steps:
        step(tree)
    return tree


def faults(tree: Tree, checks: Sequence[str]) -> list[str]:
    """What the checks of a recipe say; none when all pass."""
    return [said for check in checks if (said := fault(tree.run(*command(check))))]


def command(check: str) -> list[str]:
    """A check as it is run here: tests without their full counts, as `make test` takes them."""
    first, *words = shlex.split(check)
    if first == "pytest":
        return ["python", "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not full", *words]
    return [first, *words]


def fault(done: "subprocess.CompletedProcess[str]") -> str:
    return "" if done.returncode == 0 else f"{done.args}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def test_the_page_has_these_recipes() -> None:
    assert set(SECTIONS) == set(RECIPES)


def test_recipes_that_are_followed_one_after_another_pass_the_quick_checks(tmp_path: Path) -> None:
    # A language last: what the others have said is to be translated too.
    recipes = sorted(RECIPES.values(), key=lambda recipe: recipe is language)

    tree = follow(tmp_path, [step for recipe in recipes for step in recipe.STEPS])

    assert faults(tree, QUICK) == []


@pytest.mark.full
@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_that_is_followed_passes_its_checks(name: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]

    tree = follow(tmp_path, recipe.STEPS)

    assert unnamed(name, tree.touched) == set()
    assert faults(tree, recipe.CHECKS) == []


def unnamed(recipe: str, touched: set[str]) -> set[str]:
    """Files that a recipe touches and its section does not name, by itself, by its folder or by a pattern."""
    named = re.findall(r"`([^`\s]+)`", SECTIONS[recipe])
    return {
        file
        for file in touched
        if not any(fnmatch(file, each) or (each.endswith("/") and file.startswith(each)) for each in named)
    }


@pytest.mark.parametrize("name", RECIPES)
def test_the_page_says_how_a_recipe_is_checked(name: str) -> None:
    said = " ".join(SECTIONS[name].split())
    assert [check for check in RECIPES[name].CHECKS if f"`{check}`" not in said] == []


@pytest.mark.full
@pytest.mark.parametrize(("name", "left_out"), LEFT_OUT)
def test_a_step_that_is_left_out_is_noticed(name: str, left_out: str, tmp_path: Path) -> None:
    recipe = RECIPES[name]
    rest = [step for step in recipe.STEPS if step.__name__ != left_out]
    assert len(rest) == len(recipe.STEPS) - 1

    assert noticed(tmp_path, rest, recipe.CHECKS)


def noticed(place: Path, steps: Sequence[Step], checks: Sequence[str]) -> bool:
    """Whether a command of a later step, or a check, fails."""
    try:
        return bool(faults(follow(place, steps), checks))
    except Refused:
        return True


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", RECIPES)
def test_what_must_be_clean_before_a_commit_is_so_after_a_recipe(name: str, tmp_path: Path) -> None:
    tree = follow(tmp_path, RECIPES[name].STEPS)
    for words in (("git", "init", "-q"), ("git", "add", "--all")):
        assert fault(tree.run(*words)) == ""

    # What is installed is linked from here: it is not made again.
    done = tree.run("make", "-o", ".venv/ready", "-o", "pwa/node_modules/ready", "check")

    assert fault(done) == ""
