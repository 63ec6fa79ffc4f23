"""What is wrong with our own scripts and build files: `python -m tools.scripts`, part of `make check`.

Nothing unpinned, nothing downloaded and run, no privilege that is not needed; and shellcheck for every line of shell.
"""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
COMPOSE, DOCKERFILE, MAKEFILE, NPM = "docker-compose.yml", "Dockerfile", "Makefile", "pwa/package.json"
LOCKS = ("requirements.txt", "requirements-dev.txt")
NPM_LOCK = "pwa/package-lock.json"
APART = ("pwa/lighthouse", "pwa/lint")  # installed for one command only, by locks of their own
NOT_OURS = {".git", ".venv", "pwa", "var", "secrets"}
DOWNLOAD = r"\b(?:curl|wget)\b"
RUN_AT_ONCE = re.compile(
    rf"{DOWNLOAD}[^\n|;]*\|\s*(?:sudo\s+)?(?:\w*sh|python3?|node)\b|(?:sh|eval|source)\b[^\n]*[<$]\([^)\n]*{DOWNLOAD}"
)
IMAGE = re.compile(r"^[\w./-]+:v?\d+[\w.-]*(?:@sha256:[0-9a-f]{64})?$")
EXACT = re.compile(r"^~?\d+\.\d+\.\d+$")
PIN = re.compile(r"^[\w.-]+==\S+", re.MULTILINE)
PIP = re.compile(r"\bpip install\b([^\n&;]*)")
NPM_INSTALL = re.compile(r"\bnpm (install|i|ci|add)\b([^\n&;]*)")
Files = Mapping[str, str]


def ours() -> dict[str, str]:
    """Every script and build file of ours, by its path."""
    folders = [one for one in ROOT.iterdir() if one.is_dir() and one.name not in NOT_OURS]
    scripts = [one for folder in folders for one in folder.rglob("*.sh")]
    named = [ROOT / one for one in (COMPOSE, DOCKERFILE, MAKEFILE, NPM, NPM_LOCK, *LOCKS)]
    apart = [ROOT / one / name for one in APART for name in ("package.json", "package-lock.json")]
    found = [*named, *apart, *(ROOT / ".ci").iterdir(), *scripts]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in found}


def faults(files: Files) -> list[str]:
    """All of them, each with its file."""
    found = []
    for path, text in files.items():
        found += [f"{path}: runs what it downloads: {one.group()}" for one in RUN_AT_ONCE.finditer(text)]
        rule = RULES.get(path, _script if _is_script(path) else None)
        found += [f"{path}: {one}" for one in rule(text)] if rule else []
    return found


def _is_script(path: str) -> bool:
    return path.startswith(".ci/") or path.endswith(".sh")


def _script(text: str) -> Iterator[str]:
    if not re.search(r"^set -eu", text, re.MULTILINE):
        yield "goes on after a fault, or with a variable that is not set"


def _installs(text: str) -> Iterator[str]:
    for said in PIP.findall(text):
        if "--require-hashes" not in said and not re.search(r"==\$?[\w(]", said):
            yield f"installs what is not pinned: pip install{said}"
    for verb, said in NPM_INSTALL.findall(text):
        if verb != "ci" or "--ignore-scripts" not in said:
            yield f"installs past the lock, or runs others' scripts: npm {verb}{said}"


def _dockerfile(text: str) -> Iterator[str]:
    yield from _installs(text)
    stages = re.findall(r"^FROM (\S+)(?: AS (\S+))?", text, re.MULTILINE)
    for image, _ in stages:
        if not IMAGE.match(image):
            yield f"{image} has no version"
    if re.search(r"^ADD ", text, re.MULTILINE):
        yield "ADD fetches and unpacks; COPY does neither"
    users = re.findall(r"^USER (\S+)", text, re.MULTILINE)
    # The last USER is the one that the image runs as.
    if not users or users[-1] in ("root", "0"):
        yield "runs as root"


def _compose(text: str) -> Iterator[str]:
    for name, one in yaml.safe_load(text)["services"].items():
        if "build" not in one and not IMAGE.match(str(one.get("image"))):
            yield f"{name}: {one.get('image')} has no version"
        if one.get("privileged") or one.get("network_mode") == "host" or one.get("pid") == "host":
            yield f"{name}: is given the machine"
        if any("docker.sock" in str(volume) for volume in one.get("volumes") or ()):
            yield f"{name}: is given the engine"


def _package(text: str) -> Iterator[str]:
    said = json.loads(text)
    for kind in ("dependencies", "devDependencies", "overrides"):
        for name, version in said.get(kind, {}).items():
            if not EXACT.match(version):
                yield f"{name} {version} is no version"


def _npm_lock(text: str) -> Iterator[str]:
    for place, row in json.loads(text)["packages"].items():
        # The root of the lock is the app itself, which has no archive to be hashed.
        if place and not str(row.get("integrity", "")).startswith("sha512-"):
            yield f"{place} has no hash"


def _python_lock(text: str) -> Iterator[str]:
    starts = [one.start() for one in PIN.finditer(text)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if "--hash=sha256:" not in text[start:end]:
            yield f"{text[start:end].split()[0]} has no hash"
    loose = re.findall(r"^(?!#)[\w.-]+(?:\[.*?\])?(?:[<>~!]|$| @).*", text, re.MULTILINE)
    yield from (f"{one} is not pinned" for one in loose)


RULES = {
    COMPOSE: _compose,
    DOCKERFILE: _dockerfile,
    MAKEFILE: _installs,
    NPM: _package,
    NPM_LOCK: _npm_lock,
    **{f"{one}/package.json": _package for one in APART},
    **{f"{one}/package-lock.json": _npm_lock for one in APART},
    **dict.fromkeys(LOCKS, _python_lock),
}


def shell(files: Files) -> Iterator[tuple[str, str]]:
    """Each piece of shell, named: scripts, what compose runs, and the recipes of the Makefile."""
    for path, text in files.items():
        if _is_script(path):
            yield path, text
    for name, one in yaml.safe_load(files[COMPOSE])["services"].items():
        for part, said in (("command", _command(one)), ("healthcheck", _health(one))):
            if said:
                # Compose writes a dollar of the shell as two.
                yield f"{COMPOSE} {name} {part}", "#!/bin/sh\n" + said.replace("$$", "$")
    recipes = re.findall(r"^\t[-@]*(.*)", files[MAKEFILE], re.MULTILINE)
    # Make's own variables are no shell, so a word stands for each; `$$`, the shell's dollar, is kept apart meanwhile.
    expanded = [
        re.sub(r"\$[({@][^()]*(?:\([^()]*\)[^()]*)*[)}]?", "x", one.replace("$$", "\0")) for one in recipes
    ]
    yield MAKEFILE, "#!/bin/sh\n" + "\n".join(f"( {one} )".replace("\0", "$") for one in expanded)


def _command(service: Mapping[str, Any]) -> str:
    """What its shell is given to run."""
    said = str(service.get("command") or "")
    return shlex.split(said)[2] if said.startswith("sh -c ") else said


def _health(service: Mapping[str, Any]) -> str:
    test = (service.get("healthcheck") or {}).get("test") or []
    return str(test[1]) if test and test[0] == "CMD-SHELL" else ""


def shell_faults(name: str, text: str) -> list[str]:
    """What shellcheck says of a piece of shell, a line each."""
    # The one beside Python, which the lock pins; the machine's own may find other faults.
    command = [str(Path(sys.executable).with_name("shellcheck")), "--format", "gcc", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)  # noqa: S603
    return [line.replace("-", name, 1) for line in done.stdout.splitlines()]


def main() -> int:
    """Print them; 1 when there is any."""
    files = ours()
    found = [*faults(files), *(one for name, text in shell(files) for one in shell_faults(name, text))]
    sys.stderr.write("".join(f"{one}\n" for one in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
