"""Every security control can be taken out, and the test that is named for it then fails."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BESIDE = (".venv", "pwa/node_modules", "pwa/dist")  # made by commands, and needed by tests


@dataclass(frozen=True, slots=True)
class Control:
    """How a control is taken out of `file`, and the test that then fails; see controls.yaml."""

    file: str
    instead: str
    test: str
    has: str = ""
    also: dict[str, str] | None = None  # held twice: `file`, `has` and `instead` of the other place


CONTROLS = {
    name: Control(**said)
    for name, said in yaml.safe_load(Path(__file__).with_name("controls.yaml").read_text()).items()
}


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_stands_once_and_has_its_test(name: str) -> None:
    one = CONTROLS[name]
    for place in places(one):
        assert (ROOT / place["file"]).read_text().count(place["has"]) == 1
    file, _, function = one.test.partition("::")
    assert (ROOT / file).exists()
    assert f"def {function}(" in (ROOT / file).read_text() if function else True


@pytest.mark.full
@pytest.mark.parametrize("name", CONTROLS)
def test_without_the_control_its_test_fails(name: str, tmp_path: Path) -> None:
    one = CONTROLS[name]
    copy_to(tmp_path)
    take_out(one, tmp_path)
    done = run(one.test, tmp_path)
    assert done.returncode == 1, done.stdout[-2000:]
    assert " failed" in done.stdout


def copy_to(place: Path) -> None:
    """The sources as git knows them, and what was made beside them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes((ROOT / name).read_bytes())
    for name in BESIDE:
        if (ROOT / name).exists():
            (place / name).symlink_to(ROOT / name)


def places(one: Control) -> list[dict[str, str]]:
    """Where lines are exchanged."""
    first = {"file": one.file, "has": one.has, "instead": one.instead}
    return [place for place in (first, one.also or {}) if place.get("has")]


def take_out(one: Control, copy: Path) -> None:
    for place in places(one):
        file = copy / place["file"]
        file.write_text(file.read_text().replace(place["has"], place["instead"]))
    if not one.has:
        (copy / one.file).write_text((copy / one.file).read_text() + one.instead)


def run(test: str, place: Path) -> "subprocess.CompletedProcess[str]":
    """The test where the control is out; one of the app's by its own runner."""
    if test.startswith("pwa/"):
        words = ["npx", "vitest", "run", test.removeprefix("pwa/")]
        return subprocess.run(words, cwd=place / "pwa", capture_output=True, text=True, check=False)
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", test]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, check=False)
