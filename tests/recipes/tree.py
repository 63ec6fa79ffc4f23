"""A copy of the sources in which a recipe is tried."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BESIDE = (".venv", "pwa/node_modules")  # made by commands, and needed by checks
PASSING = ("__pycache__", ".ruff_cache", ".pytest_cache", ".git", "var")


class Refused(Exception):
    """A command of a recipe would not run: something before it is missing."""


class Tree:
    """The sources as git knows them, and which of them a recipe has touched."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.touched: set[str] = set()
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
        for name in filter(None, listed.stdout.decode().split("\0")):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes((ROOT / name).read_bytes())
        for name in BESIDE:
            (place / name).symlink_to(ROOT / name)

    def read(self, file: str) -> str:
        return (self.place / file).read_text(encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        self.touched.add(file)
        (self.place / file).write_text(text, encoding="utf-8")

    def append(self, file: str, text: str) -> None:
        self.write(file, self.read(file) + text)

    def replace(self, file: str, old: str, new: str) -> None:
        """Fails unless `old` stands there once."""
        text = self.read(file)
        assert text.count(old) == 1, (file, old, text.count(old))
        self.write(file, text.replace(old, new))

    def after(self, file: str, line: str, new: str) -> None:
        """Puts text after a line that stands there once."""
        self.replace(file, line, line + new)

    def made(self, *words: str) -> None:
        """Runs a command that writes files. Refused with what it says."""
        start = time.time()
        done = self.run(*words)
        if done.returncode:
            raise Refused(done.stdout + done.stderr)
        self.touched |= {
            str(path.relative_to(self.place)) for path in self._files() if path.stat().st_mtime > start
        }

    def _files(self) -> Iterator[Path]:
        """What is kept: neither caches nor what stands beside the sources."""
        for folder, inner, names in os.walk(self.place):
            inner[:] = [name for name in inner if name not in PASSING]
            yield from (Path(folder, name) for name in names)

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command in the copy, `python` being that of the tests."""
        first = {"python": sys.executable}.get(words[0], words[0])
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.place),
            "PATH": f"{ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            [first, *words[1:]], cwd=self.place, env=environment, capture_output=True, text=True, check=False
        )
