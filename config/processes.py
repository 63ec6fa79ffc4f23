"""Several programs as one: started together, watched, and ended together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PATIENCE = 10.0  # seconds a program gets to end by itself
RESTART_AFTER = 1.0
PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """Linux: a child whose parent was killed outright is ended too, instead of lingering."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Program:
    """One program: its command and, while it runs, its process."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    failed_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it in our own process group, so that one Ctrl-C reaches all."""
        quits_with_us = _end_with_parent if sys.platform == "linux" else None
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=dict(environment),
            preexec_fn=quits_with_us,
        )

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True)
class Group:
    """Programs that live and end together; one that falls is started again."""

    environment: Mapping[str, str]
    programs: list[Program] = field(default_factory=list)
    ending: bool = False

    def start(self, name: str, *command: str) -> Program:
        """Start a program as part of the group."""
        program = Program(name, command)
        program.start(self.environment)
        self.programs.append(program)
        return program

    def watch(self) -> None:
        """Until told to end: start again whatever falls, at most once a second."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        while not self.ending:
            self.tend()
            time.sleep(0.2)

    def tend(self) -> None:
        """Start again what has fallen."""
        for program in self.programs:
            if not self.ending and not program.running:
                self._restart(program)

    def program(self, name: str) -> Program:
        """The program of that name."""
        return next(program for program in self.programs if program.name == name)

    def stop(self) -> None:
        """End every program, the last started first; those that do not listen are killed."""
        for program in reversed(self.programs):
            if program.running and program.process is not None:
                program.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for program in reversed(self.programs):
            _wait(program, deadline)

    def _end(self, number: int, frame: object) -> None:
        self.ending = True

    def _restart(self, program: Program) -> None:
        if time.monotonic() - program.failed_at < RESTART_AFTER:
            return
        program.failed_at = time.monotonic()
        sys.stderr.write(f"{program.name} ended; starting it again\n")
        program.start(self.environment)


def _wait(program: Program, deadline: float) -> None:
    if program.process is None:
        return
    try:
        program.process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        os.kill(program.process.pid, signal.SIGKILL)
        program.process.wait()
