"""`make run` as somebody starts it at a terminal: one process that looks after all the others, found from outside."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.config.test_stopping import alive
from tests.site import eventually

ROOT = Path(__file__).resolve().parents[2]
UP_WITHIN = 240.0  # the tables are made meanwhile, on a machine that may be busy
ENDS_WITHIN = 10.0
# A word of each program's command line.
PROGRAMS = {"broker": b"valkey-server", "web": b"config.web", "worker": b"\0worker\0", "beat": b"\0beat\0"}


@dataclass
class SiteProcess:
    """The run of one data folder; `environment` is what it is started with."""

    url: str
    var: Path
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        """Where its log lines go."""
        return self.var.parent / f"{self.var.name}.log"

    def start(self, log: Path | None = None) -> None:
        """Until it answers and every program runs; its log lines go to `log`, or beside the data."""
        command = [sys.executable, "-m", "config.run"]
        with (
            (self.var.parent / f"{self.var.name}.said").open("a") as said,
            (log or self.log).open("a") as lines,
        ):
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=ROOT, stdout=said, stderr=lines, start_new_session=True
            )
        if not eventually(self._up, UP_WITHIN):
            raise RuntimeError("the site did not come up")

    def _up(self) -> bool:
        with suppress(requests.RequestException):
            return requests.get(f"{self.url}/healthz", timeout=5).ok and all(map(self.found, PROGRAMS))
        return False

    def interrupt(self) -> Sequence[str]:
        """Ctrl-C, as a terminal sends it: to its foreground group; what is still there ten seconds later."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        deadline = time.monotonic() + ENDS_WITHIN
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(ENDS_WITHIN)
        eventually(lambda: not alive(self.var), max(0.0, deadline - time.monotonic()))
        return alive(self.var)

    def stop(self) -> None:
        """End it, whatever became of it."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        self.process.kill()
        self.process.wait()

    def found(self, name: str) -> int | None:
        """The main process of a program; None while it is being started again."""
        assert self.process is not None
        with suppress(OSError):
            for pid in children(self.process.pid):
                with suppress(OSError):
                    if PROGRAMS[name] in Path(f"/proc/{pid}/cmdline").read_bytes():
                        return pid
        return None

    def main(self, name: str) -> int:
        """The same, waited for."""
        pid = eventually(lambda: self.found(name))
        if pid is None:
            raise RuntimeError(f"{name} was not started again")
        return pid

    def pids(self, name: str) -> list[int]:
        """A program's main process and those it started."""
        main = self.main(name)
        return [main, *children(main)]


def children(pid: int) -> list[int]:
    """Processes that it started, whichever of its threads did."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, file.read_text().split())
    return found
