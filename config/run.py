"""Everything on one machine: `python -m config.run`.

Broker, migrations, demo people, web, worker and beat in one foreground process group; Ctrl-C ends them all.
`DATABASE_URL` and `REDIS_URL` name real servers instead of the embedded ones.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from config.embedded import broker
from config.processes import Group

BASE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
READY_WITHIN = 60.0


def main() -> int:
    """Start all, say where, and stay until told to end."""
    port = int(os.environ.get("PORT", "8000"))
    if _taken(port):
        sys.stderr.write(f"Port {port} is in use; choose another with PORT=8001 make run\n")
        return 1
    try:
        with site(port=port, var=Path(os.environ.get("VAR_DIR", BASE / "var"))) as group:
            _welcome(port)
            group.watch()
    except KeyboardInterrupt:
        pass
    except DidNotStartError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    sys.stdout.write("\nStillnight has stopped.\n")
    return 0


class DidNotStartError(RuntimeError):
    """Something ended, or did not answer, before the site was up; what it said is above."""


@contextmanager
def site(*, port: int, var: Path, **environment: str) -> Iterator[Group]:
    """A whole site on `port` with its data in `var`, answering; it ends with the block. DidNotStartError."""
    var.mkdir(parents=True, exist_ok=True)
    settings = {"PORT": str(port), "VAR_DIR": str(var), "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}
    group = Group({"DJANGO_SETTINGS_MODULE": "config.settings", **os.environ, **settings, **environment})
    try:
        if "REDIS_URL" not in group.environment:
            path = broker.socket_path(var)
            group.environment = {**group.environment, "REDIS_URL": broker.url(path)}
            group.start("broker", *broker.command(path))
        _prepare(group.environment)
        _start_web(group, port)
        if not _answers(port, group):
            raise DidNotStartError("Stillnight did not come up; what it said is above.")
        _start_helpers(group, var)
        yield group
    finally:
        group.stop()
        shutil.rmtree(var / "beat", ignore_errors=True)


def _prepare(environment: Mapping[str, str]) -> None:
    """Tables and demo people, in one process: Django is loaded once."""
    script = (
        "import django; django.setup()\n"
        "from django.core.management import call_command as call\n"
        "call('migrate', verbosity=0); call('createcachetable', verbosity=0); call('demo', verbosity=0)"
    )
    done = subprocess.run([PYTHON, "-c", script], env=environment, check=False, cwd=BASE)  # noqa: S603
    if done.returncode:
        raise DidNotStartError("The tables could not be made; what went wrong is above.")


def _start_web(group: Group, port: int) -> None:
    group.start("web", PYTHON, "-m", "config.web", "--port", str(port), "--log-level", "warning")


def _start_helpers(group: Group, var: Path) -> None:
    """Worker and beat, once the site answers: whoever waits at the screen comes first."""
    (var / "beat").mkdir(exist_ok=True)
    celery = (str(BIN / "celery"), "-A", "config.celery", "--quiet")
    group.start(
        "worker", *celery, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-mingle"
    )
    group.start("beat", *celery, "beat", "--schedule", str(var / "beat" / "schedule"), "--pidfile", "")


def _answers(port: int, group: Group) -> bool:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and all(program.running for program in group.programs):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _taken(port: int) -> bool:
    with socket.socket() as probe:
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
