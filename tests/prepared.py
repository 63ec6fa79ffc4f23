"""The folder of a site whose tables and demo people are made: made once a run of the tests, copied for each site."""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config.run import PREPARE

PLACE = "PREPARED_SITE"
ROOT = Path(__file__).resolve().parent.parent


def open_place() -> None:
    """From now on this process and those it starts share one prepared folder."""
    os.environ[PLACE] = tempfile.mkdtemp(prefix="stillnight-prepared-")


def close_place() -> None:
    """It goes."""
    shutil.rmtree(os.environ.pop(PLACE), ignore_errors=True)


def copy_to(var: Path) -> None:
    """A site on SQLite with its data in `var` finds its tables and its people there."""
    place = Path(os.environ[PLACE])
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "var").exists():
            _prepare(place / "making")
            (place / "making").rename(place / "var")
    shutil.copytree(place / "var", var, dirs_exist_ok=True)


def _prepare(var: Path) -> None:
    var.mkdir()
    without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment = {**without, "DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(var)}
    subprocess.run(
        (sys.executable, "-c", PREPARE), env=environment, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
