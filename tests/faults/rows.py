"""The faults, a row each: done to a process or a socket from outside, never to a function."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
from pyrage.x25519 import Identity
from redis import Redis

from tests.bench.recovery import deafen, kill, kill_web_worker
from tests.faults.proxy import commits, never, sometimes, writes
from tests.faults.rig import ROOT, Rig
from tests.flows.test_frozen_database import Behind, frozen

BOTH, SQLITE, POSTGRES = ("sqlite", "postgres"), ("sqlite",), ("postgres",)
Fault = Callable[[Rig], None]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. `smoke` rows run in every check; with `stops_saves` `/readyz` must say no meanwhile."""

    name: str
    what: str
    do: Fault
    where: tuple[str, ...] = BOTH
    smoke: bool = False
    stops_saves: bool = False


def pids(rig: Rig, name: str) -> list[int]:
    """A program and its children."""
    process = rig.site.group.program(name).process
    assert process is not None
    return [process.pid, *children(process.pid)]


def children(pid: int) -> list[int]:
    """Processes that it started."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill_again_and_again(rig: Rig, times: int, every: float) -> None:
    """The serving process, as soon as it serves."""
    for _ in range(times):
        kill_web_worker(rig.site)
        time.sleep(every)


def kill_child(rig: Rig) -> None:
    """A process of the worker's pool."""
    for pid in pids(rig, "worker")[1:2]:
        os.kill(pid, signal.SIGKILL)


def stand_still(rig: Rig, name: str, seconds: float) -> None:
    """A program with its children, frozen and let go."""
    stopped = pids(rig, name)
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
    finally:
        for pid in stopped:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def restart_web(rig: Rig) -> None:
    """As for a new release: told to end, and started again."""
    rig.site.group.program("web").ask_to_end()


def more_beats(rig: Rig) -> None:
    """Four more schedulers beside the one."""
    celery = str(Path(sys.executable).parent / "celery")
    with ExitStack() as stack:
        for number in range(4):
            words = [celery, "-A", "config.celery", "--quiet", "beat", "--pidfile", ""]
            schedule = str(rig.var / "beat" / f"more{number}")
            stack.enter_context(_beside(rig, [*words, "--schedule", schedule]))
        time.sleep(12)


@contextmanager
def _beside(rig: Rig, words: list[str]) -> Iterator[None]:
    environment = {**rig.site.group.environment, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def broker(rig: Rig) -> "Redis":
    """A client of the site's broker."""
    return Redis(unix_socket_path=rig.site.group.environment["REDIS_URL"].removeprefix("redis+socket://"))


def flush(rig: Rig, times: int) -> None:
    """Everything the broker holds, gone, once a second."""
    with broker(rig) as client:
        for _ in range(times):
            client.flushall()
            time.sleep(1)


def drop_clients(rig: Rig, times: int) -> None:
    """Every connection to the broker."""
    with broker(rig) as client:
        for _ in range(times):
            for kind in ("normal", "pubsub"):
                client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")
            time.sleep(0.2)


def full_broker(rig: Rig, seconds: float) -> None:
    """It takes nothing more."""
    with broker(rig) as client:
        client.config_set("maxmemory", 1)
        try:
            time.sleep(seconds)
        finally:
            client.config_set("maxmemory", 0)


def disk_takes_no_more(rig: Rig, seconds: float) -> None:
    """No file of the web server may grow: the kernel refuses every write beyond one page."""
    held = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids(rig, "web")}
    try:
        for pid, (_, hard) in held.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
        time.sleep(seconds)
    finally:
        for pid, limits in held.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def writer_held(rig: Rig, seconds: float) -> None:
    """Somebody else writes to the SQLite file for a long time."""
    with sqlite3.connect(rig.var / "stillnight.sqlite3", timeout=30, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")


def long_reader(rig: Rig, seconds: float) -> None:
    """Somebody reads one state of the SQLite file for a long time."""
    with sqlite3.connect(rig.var / "stillnight.sqlite3", isolation_level=None) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM journal_change").fetchone()
        time.sleep(seconds)
        connection.execute("ROLLBACK")


def replies_lost(rig: Rig, seconds: float) -> None:
    """A third of all saves arrive, and their answers do not."""
    rig.before_web.cut = sometimes(writes, 0.3, rig.dice)
    time.sleep(seconds)
    rig.before_web.cut = never


def line_held(rig: Rig, seconds: float) -> None:
    """No byte passes between phones and site."""
    rig.before_web.held.set()
    time.sleep(seconds)
    rig.before_web.held.clear()


def commit_cut(rig: Rig, seconds: float) -> None:
    """One in five COMMITs reaches PostgreSQL, and its answer is lost with the connection."""
    assert rig.before_database is not None
    rig.before_database.cut = sometimes(commits, 0.2, rig.dice)
    time.sleep(seconds)
    rig.before_database.cut = never


def database(rig: Rig) -> "psycopg.Connection[tuple[object, ...]]":
    """A connection of our own, past the proxy."""
    return psycopg.connect(rig.address.replace("postgres://", "postgresql://"), autocommit=True)


def backends_killed(rig: Rig, times: int) -> None:
    """A session of the site, ended by the server in the middle of whatever it does."""
    with database(rig) as connection:
        for _ in range(times):
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            time.sleep(0.5)


def crash_database(rig: Rig) -> None:
    """One server process killed outright: all of them fall, and the log is played back."""
    with database(rig) as connection, suppress(psycopg.Error):
        pid = connection.execute("SELECT pg_backend_pid()").fetchone()
        assert pid is not None
        os.kill(int(str(pid[0])), signal.SIGKILL)


def freeze_database(rig: Rig, seconds: float) -> None:
    """Every process of the server stopped."""
    with frozen(Behind(rig.site, rig.site.sign_in("patient@demo.test", "stillnight-demo"), rig.address)):
        time.sleep(seconds)


def table_locked(rig: Rig, seconds: float) -> None:
    """Nobody else may touch the nights."""
    with database(rig) as connection, connection.transaction():
        connection.execute("LOCK TABLE journal_night IN ACCESS EXCLUSIVE MODE")
        time.sleep(seconds)


def connections_used_up(rig: Rig, seconds: float) -> None:
    """Every place at the server is taken."""
    with ExitStack() as stack:
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(database(rig))
        time.sleep(seconds)


def mail_server_drops(rig: Rig, seconds: float) -> None:
    """It takes a mail and hangs up before it says so."""
    rig.sink.drops = lambda: True
    time.sleep(seconds)
    rig.sink.drops = lambda: False


def mail_server_moody(rig: Rig, seconds: float) -> None:
    """It is busy, then out of space, then about to end."""
    rig.sink.data.extend(["451 busy", "452 full", "421 ending"] * 2)
    time.sleep(seconds)
    rig.sink.data.clear()


def back_up(rig: Rig) -> None:
    """A backup while everybody writes; it is read back by the command itself before it counts."""
    environment = rig.site.group.environment
    keys = {
        "BACKUP_DIR": str(rig.var / "backups"),
        "BACKUP_RECIPIENTS": str(Identity.generate().to_public()),
    }
    subprocess.run(
        [sys.executable, "manage.py", "backup"],
        env={**environment, **keys, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        check=True,
        timeout=120,
    )


ROWS = (
    Row("F1", "serving process killed", lambda rig: kill_web_worker(rig.site), smoke=True),
    Row("F2", "web server killed", lambda rig: kill(rig.site, "web")),
    Row("F3", "web server frozen 5 s", partial(stand_still, name="web", seconds=5)),
    Row("F4", "web server restarted under load", restart_web),
    Row("F5", "a process of the worker's pool killed", kill_child, smoke=True),
    Row("F7", "worker killed", lambda rig: kill(rig.site, "worker"), smoke=True),
    Row("F10", "five schedulers at once", more_beats),
    Row("F12", "broker killed with all it held", lambda rig: kill(rig.site, "broker")),
    Row("F13", "broker emptied each second", partial(flush, times=10)),
    Row("F14", "broker frozen 15 s", partial(stand_still, name="broker", seconds=15), smoke=True),
    Row("F16", "broker's connections dropped", partial(drop_clients, times=50)),
    Row("F17", "broker full", partial(full_broker, seconds=10)),
    Row("F18", "worker deaf", lambda rig: deafen(rig.site)),
    Row("F19", "PostgreSQL crashes and recovers", crash_database, where=POSTGRES),
    Row("F20", "sessions ended by the server", partial(backends_killed, times=10), where=POSTGRES),
    Row("F21", "COMMIT's answer lost", partial(commit_cut, seconds=10), where=POSTGRES, smoke=True),
    Row(
        "F22",
        "PostgreSQL frozen 10 s",
        partial(freeze_database, seconds=10),
        where=POSTGRES,
        stops_saves=True,
    ),
    Row("F23", "a table locked 8 s", partial(table_locked, seconds=8), where=POSTGRES),
    Row("F24", "connections used up", partial(connections_used_up, seconds=8), where=POSTGRES),
    Row(
        "F26",
        "disk takes no more, 8 s",
        partial(disk_takes_no_more, seconds=8),
        where=SQLITE,
        smoke=True,
        stops_saves=True,
    ),
    Row(
        "F28",
        "serving process killed ten times",
        partial(kill_again_and_again, times=10, every=1.5),
        where=SQLITE,
    ),
    Row("F29", "a reader of 10 s", partial(long_reader, seconds=10), where=SQLITE),
    Row("F29w", "another writer of 6 s", partial(writer_held, seconds=6), where=SQLITE, stops_saves=True),
    Row("F35", "answers lost on the way", partial(replies_lost, seconds=10)),
    Row("F36", "no byte for 5 s", partial(line_held, seconds=5)),
    Row("F47", "mail server busy, full, ending", partial(mail_server_moody, seconds=10)),
    Row("F48", "mail server hangs up after taking a mail", partial(mail_server_drops, seconds=8)),
    Row("F53", "backup under load", back_up, smoke=True),
)
# Rows of the design that do not run here, and why.
ELSEWHERE = {
    "F6, F9, F49": "need a relay stopped between two statements: tests/delivery/test_killed_relays.py does that",
    "F8, F27, F51": "need strace, which a machine need not have; tried by hand",
    "F11, F31-F34": "move a clock: tests/delivery/test_planning.py, tests/journal/test_nights_and_zones.py",
    "F15": "needs the right to change the firewall; a killed broker (F12) refuses as well",
    "F25": "needs a disk of its own; F26 refuses every write",
    "F30": "tests/test_migrations.py",
    "F37-F45": "faults of a phone: tests/browser",
    "F46": "tests/delivery/test_faults.py",
    "F50": "tests/delivery/test_push_hosts.py",
    "F52": "tests/insights: a record that cannot be read is quarantined after three tries",
    "F54, F55": "tests/privacy/test_drill.py, tests/security/test_rotation.py",
}
