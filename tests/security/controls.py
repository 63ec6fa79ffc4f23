"""Security controls, each taken out of a copy of the sources: `python -m tests.security.controls [NAME ...]`.

Takes out those that are named, or else all that changed since their test was seen to fail without them, and notes in
`controls_seen.json` where it does fail. Ends with 1 where one does not.
"""

import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
NOTED = Path(__file__).with_name("controls_seen.json")
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


def places(one: Control) -> list[dict[str, str]]:
    """Where lines are exchanged."""
    first = {"file": one.file, "has": one.has, "instead": one.instead}
    return [place for place in (first, one.also or {}) if place.get("has")]


def without(one: Control) -> dict[str, str]:
    """The text of each file in which the control stands, as it is without it."""
    texts: dict[str, str] = {}
    for place in places(one):
        text = texts.get(place["file"]) or (ROOT / place["file"]).read_text()
        texts[place["file"]] = text.replace(place["has"], place["instead"])
    if not one.has:
        texts[one.file] = (texts.get(one.file) or (ROOT / one.file).read_text()) + one.instead
    return texts


def digest(one: Control) -> str:
    """Of how the control is taken out and of what its test says; LookupError where there is no such test."""
    said = json.dumps([asdict(one), source_of_test(one.test)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


@cache
def source_of_test(test: str) -> str:
    """A function of a Python test with its decorators, or a whole file of the app's tests."""
    file, _, name = test.partition("::")
    text = (ROOT / file).read_text()
    if not file.endswith(".py"):
        return text
    for node in ast.walk(_parsed(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name.split("::")[-1]:
            first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
            return "\n".join(text.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(f"{file} has no {name or 'function named'}")


@cache
def _parsed(file: str) -> ast.Module:
    return ast.parse((ROOT / file).read_text())


def fault_without(one: Control, copy: Path) -> str:
    """What the test says in an empty folder with a copy of the sources without the control; empty where it fails."""
    _copy_to(copy)
    for file, text in without(one).items():
        (copy / file).write_text(text)
    done = _run(one.test, copy)
    # A test that cannot begin, or does not come to its end, has not looked.
    failed = done.returncode == 1 and " failed" in done.stdout and "Failed: Timeout" not in done.stdout
    return "" if failed else f"{one.test}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"


def _copy_to(place: Path) -> None:
    """The sources as git knows them, and what was made beside them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes((ROOT / name).read_bytes())
    for name in BESIDE:
        if (ROOT / name).exists():
            (place / name).symlink_to(ROOT / name)


def _run(test: str, place: Path) -> "subprocess.CompletedProcess[str]":
    """The test where the control is out; one of the app's by its own runner."""
    if test.startswith("pwa/"):
        words = ["npx", "vitest", "run", test.removeprefix("pwa/")]
        return subprocess.run(words, cwd=place / "pwa", capture_output=True, text=True, check=False)
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", test]
    environment = {**os.environ, "PYTHONPATH": str(place)}
    return subprocess.run(words, cwd=place, env=environment, capture_output=True, text=True, check=False)


def seen() -> dict[str, str]:
    """The digest of each control with which its test was last seen to fail."""
    found: dict[str, str] = json.loads(NOTED.read_text())
    return found


def main(names: list[str]) -> int:
    """See the test of each control fail, and note it."""
    noted = {name: said for name, said in seen().items() if name in CONTROLS}
    faults = 0
    for name in names or [name for name, one in CONTROLS.items() if noted.get(name) != digest(one)]:
        noted.pop(name, None)
        with tempfile.TemporaryDirectory() as copy:
            fault = fault_without(CONTROLS[name], Path(copy))
        sys.stdout.write(f"{name}: {fault or 'fails without it'}\n")
        sys.stdout.flush()
        faults += bool(fault)
        if not fault:
            noted[name] = digest(CONTROLS[name])
        NOTED.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
