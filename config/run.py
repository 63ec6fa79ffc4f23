"""Everything on one machine: `python -m config.run`.

Broker, migrations, demo people, web, worker and beat, watched from the foreground; Ctrl-C ends them all.
`DATABASE_URL` and `REDIS_URL` name real servers instead of the embedded ones.
"""

import os
import shutil
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from config.embedded import broker
from config.leftovers import AlreadyRunning, only_run
from config.supervisor import Group

BASE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
READY_WITHIN = 60.0
# Tables and demo people, in one process: Django is loaded once.
PREPARE = (
    "import django; django.setup()\n"
    "from django.core.management import call_command as call\n"
    "call('migrate', verbosity=0); call('createcachetable', verbosity=0); call('demo', verbosity=0)"
)


def main() -> int:
    """Start all, say where, and stay until told to end."""
    port = int(os.environ.get("PORT", "8000"))
    var = Path(os.environ.get("VAR_DIR", BASE / "var")).resolve()
    try:
        with site(port=port, var=var, foreground=True) as group:
            _welcome(port)
            group.watch()
    except (Ended, KeyboardInterrupt):
        pass
    except AlreadyRunning as run:
        sys.stderr.write(f"Stillnight runs already with its data in {var} (process {run}).\n")
        return 1
    except DidNotStartError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write("\nStillnight has stopped.\n")
    return 0


class DidNotStartError(RuntimeError):
    """Something ended, or did not answer, before the site was up; what it said is above."""


class Ended(Exception):
    """Told to end before the site was up."""


@contextmanager
def site(*, port: int, var: Path, foreground: bool = False, **environment: str) -> Iterator[Group]:
    """A whole site on `port` with its data in `var`, answering; it ends with the block.

    In the foreground it listens to Ctrl-C from the first moment. AlreadyRunning, DidNotStartError, Ended.
    """
    var.mkdir(parents=True, exist_ok=True)
    settings = {"PORT": str(port), "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    group = Group({"DJANGO_SETTINGS_MODULE": "config.settings", **os.environ, **settings, **environment})
    if foreground:
        group.end_on_signals()
    with only_run(var) as group.leftovers:
        # Asked first: another server on this port would answer /healthz, and be taken for ours.
        if taken(port):
            raise DidNotStartError(f"Port {port} is in use; choose another with PORT=8001 make run")
        try:
            _start(group, port, var)
            yield group
        finally:
            group.stop()
            # Beat's own memory of its ticks may go: what is due stands in the database.
            shutil.rmtree(var / "beat", ignore_errors=True)


def _start(group: Group, port: int, var: Path) -> None:
    """One after the other; between two of them whoever was told to end does."""
    if "REDIS_URL" not in group.environment:
        path = broker.socket_path(var)
        group.environment = {**group.environment, "REDIS_URL": broker.url(path)}
        group.start("broker", *broker.command(path))
    if not group.run(PYTHON, "-c", PREPARE):
        _unless_ended(group, "The tables could not be made; what went wrong is above.")
    _start_web(group, port)
    if not _answers(port, group):
        _unless_ended(group, "Stillnight did not come up; what it said is above.")
    _start_helpers(group, var)


def _unless_ended(group: Group, fault: str) -> NoReturn:
    raise Ended if group.ending else DidNotStartError(fault)


def _start_web(group: Group, port: int) -> None:
    group.start("web", PYTHON, "-m", "config.web", "--port", str(port), "--log-level", "warning")


def _start_helpers(group: Group, var: Path) -> None:
    """Worker and beat, once the site answers: whoever waits at the screen comes first."""
    (var / "beat").mkdir(exist_ok=True)
    celery = (str(BIN / "celery"), "-A", "config.celery", "--quiet")
    group.start(
        "worker", *celery, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-mingle"
    )
    group.start("beat", *celery, "beat", "--schedule", str(var / "beat" / "schedule"), "--pidfile", "")


def _answers(port: int, group: Group) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not group.ending and all(one.running for one in group.programs):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def taken(port: int) -> bool:
    """Whether somebody listens on the port."""
    with socket.socket() as probe:
        # Connections of the run before may still be in TIME_WAIT, which would make a free port look taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def _welcome(port: int) -> None:
    sys.stdout.write(
        f"\nStillnight is at http://localhost:{port}\n"
        "  patient:    patient@demo.test    stillnight-demo\n"
        "  therapist:  therapist@demo.test  stillnight-demo\n"
        "Ctrl-C ends everything.\n\n"
    )
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
