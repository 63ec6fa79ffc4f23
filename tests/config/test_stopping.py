"""It stops: whatever ends a run, its port is free, nothing of it is left, and the next one starts."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

from config.run import taken
from tests import prepared
from tests.site import eventually, free_port

WITHIN = 10.0
STARTED_WITHIN = 180.0  # a busy machine; the measure is how it stops
PROC = Path("/proc")


@contextmanager
def run(port: int, var: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """`make run` as the head of a terminal's foreground group; ended with the block whatever happens."""
    environment = {**os.environ, "PORT": str(port), "VAR_DIR": str(var)}
    command = [sys.executable, "-m", "config.run"]
    with (var / "said").open("w") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said, start_new_session=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def alive(var: Path) -> list[str]:
    """What keeps its data in this folder and lives, as its command says."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            if (
                str(var).encode() in words
                and (entry / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
            ):
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def wait_for_welcome(process: "subprocess.Popen[bytes]", var: Path) -> None:
    """Until the run of this folder says where it is; one that ended instead fails with its own words."""

    def said() -> str:
        return (var / "said").read_text()

    assert eventually(
        lambda: "Ctrl-C ends everything" in said() or process.poll() is not None, STARTED_WITHIN
    )
    assert process.poll() is None, said()


def up(port: int) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"http://localhost:{port}/healthz", timeout=2).ok
    return False


@contextmanager
def requests_meanwhile(port: int) -> Iterator[None]:
    """Four callers who ask without a pause for as long as the block runs."""
    over = threading.Event()

    def ask() -> None:
        while not over.is_set():
            with suppress(requests.RequestException):
                requests.get(f"http://localhost:{port}/api/v1/me", timeout=5)

    callers = [threading.Thread(target=ask) for _ in range(4)]
    for caller in callers:
        caller.start()
    try:
        yield
    finally:
        over.set()
        for caller in callers:
            caller.join()


def seconds_to_the_end(port: int, var: Path, number: int, *, wait: float) -> float:
    """Start, wait for the site and a little longer, send the signal as a terminal does; seconds to the end."""
    with run(port, var) as process:
        wait_for_welcome(process, var)
        with requests_meanwhile(port):
            time.sleep(wait)
            began = time.monotonic()
            os.killpg(process.pid, number)
            process.wait(WITHIN + 5)
            took = time.monotonic() - began
        assert alive(var) == []
        assert not taken(port)
        return took


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of data for all, with its tables and the demo people."""
    place = tmp_path_factory.mktemp("stopping")
    prepared.copy_to(place)
    return place


@pytest.mark.full
@pytest.mark.timeout(3600)
def test_thirty_starts_and_stops(folder: Path) -> None:
    port, chance = free_port(), random.Random(30)
    waits = [chance.uniform(0, 3) for _ in range(30)]
    took = [seconds_to_the_end(port, folder, signal.SIGINT, wait=wait) for wait in waits]
    assert max(took) <= WITHIN, took


def test_it_stops_while_it_starts(folder: Path) -> None:
    port = free_port()
    with run(port, folder) as process:
        assert eventually((folder / "run.pid").exists)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(WITHIN) == 0
    assert (alive(folder), taken(port)) == ([], False)


def test_a_killed_web_worker_is_replaced_and_a_killed_run_keeps_no_other_from_starting(
    folder: Path,
) -> None:
    """The next run ends with everything at Ctrl-C under requests."""
    port = free_port()
    with run(port, folder) as process:
        wait_for_welcome(process, folder)
        a_killed_web_worker_costs_itself_alone_and_none_outlives_its_main(process, port)
        for leader in (folder / "run.pid").read_text().split()[1:]:
            os.kill(int(leader), signal.SIGSTOP)  # a stopped program hears no signal but one
        process.kill()
    assert alive(folder)

    assert seconds_to_the_end(port, folder, signal.SIGINT, wait=0.5) <= WITHIN


def test_a_second_run_of_the_same_data_is_refused_in_words(folder: Path) -> None:
    port = free_port()
    with run(port, folder) as first:
        assert eventually((folder / "run.pid").exists)
        second = subprocess.run(
            [sys.executable, "-m", "config.run"],
            env={**os.environ, "PORT": str(free_port()), "VAR_DIR": str(folder)},
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        assert second.returncode == 1
        assert second.stderr == f"Stillnight runs already with its data in {folder} (process {first.pid}).\n"
        assert first.poll() is None
        first.terminate()
        first.wait(WITHIN)


def a_killed_web_worker_costs_itself_alone_and_none_outlives_its_main(
    process: "subprocess.Popen[bytes]", port: int
) -> None:
    main = next(pid for pid in children(process.pid) if "config.web" in command(pid))
    worker = children(main)[0]

    os.kill(worker, signal.SIGKILL)
    assert eventually(lambda: up(port) and children(main) and worker not in children(main), 60)
    second = children(main)[0]
    assert main in children(process.pid)

    os.kill(main, signal.SIGKILL)
    assert eventually(lambda: not (PROC / str(second)).exists(), 5)
    assert eventually(lambda: up(port), 60)


def children(parent: int) -> list[int]:
    found = []
    for entry in PROC.glob("[0-9]*"):
        with suppress(OSError):
            if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(entry.name))
    return found


def command(pid: int) -> str:
    with suppress(OSError):
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


FALLS_AND_IS_STARTED_AGAIN = """
import os
from config.supervisor import Group
group = Group(dict(os.environ))
program = group.start("short", "true")
first = program.process.wait() or program.process.pid
group.tend()
os._exit(0 if program.process.pid != first else 1)
"""


def test_a_log_that_takes_no_more_keeps_nothing_from_being_started_again() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([sys.executable, "-c", FALLS_AND_IS_STARTED_AGAIN], stderr=full, check=False)
    assert done.returncode == 0
