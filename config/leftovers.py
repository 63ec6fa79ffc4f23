"""One run per data folder, and what a run that was killed outright left behind.

`run.lock` is held for as long as a run lives, whatever ends it. `run.pid` names the run and its programs' process
groups, so that the next start can end what still runs of them.
"""

import fcntl
import os
import signal
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 3.0
PROC = Path("/proc")


class AlreadyRunning(RuntimeError):
    """Another run keeps its data in this folder."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """The file that names a run's process groups: our own number in the first line, theirs in the second."""

    folder: Path

    @property
    def _file(self) -> Path:
        return self.folder / "run.pid"

    def note(self, groups: Sequence[int]) -> None:
        """Name what runs now; whole or not at all."""
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{os.getpid()}\n{' '.join(map(str, groups))}\n", encoding="ascii")
        fresh.replace(self._file)

    def forget(self) -> None:
        """Everything has ended."""
        self._file.unlink(missing_ok=True)

    def run(self) -> str:
        """The process number of the run that wrote the file; empty when nobody knows."""
        with suppress(OSError, UnicodeDecodeError, IndexError):
            return self._file.read_text(encoding="ascii").splitlines()[0]
        return ""

    def end(self) -> int:
        """End what still runs of the named groups; how many processes. Only those that keep their data here."""
        found = list(self._processes())
        _signal(found, signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while list(self._processes()) and time.monotonic() < deadline:
            time.sleep(0.05)
        _signal(self._processes(), signal.SIGKILL)
        self.forget()
        return len(found)

    def _processes(self) -> Iterator[int]:
        """Numbers are given out again: a process counts by its group and by the folder in its own words."""
        groups, folder = self._groups(), str(self.folder).encode()
        for entry in PROC.glob("[0-9]*") if groups else ():
            with suppress(OSError):
                # A program's name may hold spaces and brackets: fields are counted from the last bracket.
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                # A zombie cannot be ended by a signal and would be waited for in vain.
                alive, group = fields[0] != "Z", int(fields[2])
                said = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                if alive and group in groups and folder in said:
                    yield int(entry.name)

    def _groups(self) -> frozenset[int]:
        try:
            lines = self._file.read_text(encoding="ascii").splitlines()
            return frozenset(map(int, lines[1].split()))
        except (OSError, ValueError, IndexError):
            return frozenset()


def _signal(processes: Iterable[int], number: int) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, number)


@contextmanager
def only_run(folder: Path) -> Iterator[Leftovers]:
    """Be the one run of this folder for the block, after ending what an earlier one left. AlreadyRunning."""
    leftovers = Leftovers(folder)
    with (folder / "run.lock").open("w") as lock:
        try:
            # The lock decides, not the number in `run.pid`, which another process may have been given since.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(leftovers.run()) from None
        # Only with the lock held: without it these could be the programs of a run that is alive.
        leftovers.end()
        try:
            yield leftovers
        finally:
            leftovers.forget()
