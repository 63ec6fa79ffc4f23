"""Several programs as one: started together, watched, and ended together.

Each program leads a process group of its own, so that a Ctrl-C at the terminal reaches us alone. It is told to end
by one signal; whatever of its group is left after `PATIENCE` is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from config.leftovers import Leftovers

PATIENCE = 7.0  # seconds all programs together get to end by themselves
RESTART_AFTER = 1.0
LOOK = 0.1
PR_SET_PDEATHSIG = 1


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Linux: have the kernel send us this signal when our parent is gone, even killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)


@dataclass(slots=True)
class Program:
    """One program: its command and, while it runs, its process and process group."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    failed_at: float = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it as the leader of a group of its own; what an earlier run left of its group is killed."""
        self.kill()
        self.process = subprocess.Popen(  # noqa: S603
            self.command, env=dict(environment), start_new_session=True, preexec_fn=end_with_parent
        )

    @property
    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def stop(self, patience: float = PATIENCE) -> None:
        """End it and everything it started."""
        self.ask_to_end()
        self.wait(time.monotonic() + patience)

    def ask_to_end(self) -> None:
        """The one signal; it goes to the leader, which ends its own."""
        # One signal and no second: granian may hang when another arrives while it ends.
        if self.running and self.process is not None:
            self.process.terminate()

    def wait(self, deadline: float) -> None:
        """Until it has ended or the deadline (monotonic seconds) is past; then nothing of it is left."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self.kill()

    def kill(self) -> None:
        """Kill what is left of its group, its leader included."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(slots=True)
class Group:
    """Programs that live and end together; one that falls is started again.

    `leftovers`, where there is one, is kept up to date with what runs, for whoever starts after us.
    """

    environment: Mapping[str, str]
    programs: list[Program] = field(default_factory=list)
    leftovers: Leftovers | None = None
    ending: bool = False

    def start(self, name: str, *command: str) -> Program:
        """Start a program as part of the group."""
        program = Program(name, command)
        self.programs.append(program)
        self._start(program)
        return program

    def run(self, *command: str) -> bool:
        """Run one program to its end; whether it did what it should. Told to end meanwhile, it is ended too."""
        program = Program(command[0], command)
        program.start(self.environment)
        while program.running and not self.ending:
            time.sleep(LOOK)
        program.stop()
        return program.process is not None and program.process.returncode == 0

    def end_on_signals(self) -> None:
        """From now on Ctrl-C and SIGTERM set `ending`; everything that waits looks at it."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    def watch(self) -> None:
        """Until told to end: start again whatever falls, at most once a second."""
        while not self.ending:
            self.tend()
            time.sleep(LOOK)

    def tend(self) -> None:
        """Start again what has fallen."""
        for program in self.programs:
            if not self.ending and not program.running:
                self._restart(program)

    def program(self, name: str) -> Program:
        """The program of that name."""
        return next(program for program in self.programs if program.name == name)

    def restart(self, name: str, environment: Mapping[str, str]) -> None:
        """End a program and start it with another environment."""
        program = self.program(name)
        program.stop()
        program.start(environment)
        self._note()

    def stop(self) -> None:
        """End every program; those that do not listen are killed."""
        # The last started first: the broker, which the others need, is asked last.
        for program in reversed(self.programs):
            program.ask_to_end()
        deadline = time.monotonic() + PATIENCE
        for program in reversed(self.programs):
            program.wait(deadline)

    def _end(self, number: int, frame: object) -> None:
        # A flag alone: the signal may arrive within any line, also while a program is being started.
        self.ending = True

    def _restart(self, program: Program) -> None:
        # A program that falls at once would otherwise be started without end, as fast as the machine can.
        if time.monotonic() - program.failed_at < RESTART_AFTER:
            return
        program.failed_at = time.monotonic()
        # A log that takes no more (a full disk, a reader that went) must not keep it down, and us with it.
        with suppress(OSError):
            sys.stderr.write(f"{program.name} ended; starting it again\n")
        self._start(program)

    def _start(self, program: Program) -> None:
        program.start(self.environment)
        self._note()

    def _note(self) -> None:
        if self.leftovers is not None:
            self.leftovers.note([program.process.pid for program in self.programs if program.process])
