"""What is done to a process or a socket of the site, from outside: never to a function."""

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import psycopg
from pyrage.x25519 import Identity
from redis import Redis

from tests.faults.judge import Backup, Facts
from tests.faults.proxy import commits, never, sometimes, writes
from tests.faults.rig import Rig
from tests.faults.site_process import ROOT
from tests.flows.test_frozen_database import Behind, frozen
from tests.site import Visitor


def kill(rig: Rig, name: str) -> None:
    """A program's main process; `make run` starts it again."""
    os.kill(rig.process.main(name), signal.SIGKILL)


def kill_serving(rig: Rig, times: int = 1, every: float = 0.0) -> None:
    """Every serving process, not the one that looks after them; again as soon as they serve."""
    for _ in range(times):
        for pid in rig.process.pids("web")[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(every)


def kill_child(rig: Rig) -> None:
    """A process of the worker's pool."""
    for pid in rig.process.pids("worker")[1:2]:
        os.kill(pid, signal.SIGKILL)


def stand_still(rig: Rig, name: str, seconds: float) -> None:
    """A program with its children, frozen and let go."""
    _stand_still(rig.process.pids(name), seconds)


def one_stands_still(rig: Rig, seconds: float) -> None:
    """One of the two serving processes."""
    _stand_still(rig.process.pids("web")[-1:], seconds)


def _stand_still(pids: list[int], seconds: float) -> None:
    try:
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def restart_web(rig: Rig) -> None:
    """As for a new release: told to end, and started again."""
    os.kill(rig.process.main("web"), signal.SIGTERM)


def at_once(rig: Rig, times: int) -> None:
    """The worker is told to end without finishing what it does."""
    for _ in range(times):
        rig.put_mail_down()
        os.kill(rig.process.main("worker"), signal.SIGQUIT)
        time.sleep(3)


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
    environment = rig.site.group.environment
    process = subprocess.Popen(words, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _socket_of_broker(rig: Rig) -> Path:
    return Path(rig.site.group.environment["REDIS_URL"].removeprefix("redis+socket://"))


def broker(rig: Rig) -> "Redis":
    """A client of the site's broker."""
    return Redis(unix_socket_path=str(_socket_of_broker(rig)))


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
            _drop(client)
            time.sleep(0.2)


def _drop(client: "Redis") -> None:
    for kind in ("normal", "pubsub"):
        client.execute_command("CLIENT", "KILL", "TYPE", kind, "SKIPME", "yes")


def broker_refuses(rig: Rig, seconds: float) -> None:
    """Its socket is not where it was, and who was connected no longer is."""
    there = _socket_of_broker(rig)
    away = there.with_suffix(".away")
    with broker(rig) as client:
        client.ping()
        there.rename(away)
        try:
            _drop(client)
            time.sleep(seconds)
        finally:
            away.rename(there)


def full_broker(rig: Rig, seconds: float) -> None:
    """It takes nothing more."""
    with broker(rig) as client:
        client.config_set("maxmemory", 1)
        try:
            time.sleep(seconds)
        finally:
            client.config_set("maxmemory", 0)


@contextmanager
def _limited(pids: list[int], what: int, limit: Callable[[int], int]) -> Iterator[None]:
    """The soft limit of each process is `limit(pid)` meanwhile; those started by it have it for good."""
    held = {pid: resource.prlimit(pid, what) for pid in pids}
    try:
        for pid, (_, hard) in held.items():
            resource.prlimit(pid, what, (limit(pid), hard))
        yield
    finally:
        for pid, limits in held.items():
            with suppress(ProcessLookupError):
                resource.prlimit(pid, what, limits)


def disk_takes_no_more(rig: Rig, seconds: float) -> None:
    """No file of the web server may grow: the kernel refuses every write beyond one page."""
    with _limited(rig.process.pids("web"), resource.RLIMIT_FSIZE, lambda pid: 4096):
        time.sleep(seconds)


def memory_used_up(rig: Rig, seconds: float) -> None:
    """The worker's processes get no more memory than they have."""
    with _limited(rig.process.pids("worker"), resource.RLIMIT_AS, _memory):
        time.sleep(seconds)


def _memory(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def no_sync(rig: Rig, seconds: float) -> None:
    """One in seven times that the web server waits for the disk, the disk answers with an error."""
    words = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync"]
    words += ["-e", "inject=fdatasync,fsync:error=EIO:when=3+7"]
    process = subprocess.Popen([*words, *(f"--attach={pid}" for pid in rig.process.pids("web"))])
    time.sleep(seconds)
    process.terminate()
    process.wait(30)


def log_takes_no_more(rig: Rig) -> Facts:
    """Started with a log that is full; then a program falls, which would be a line of it."""
    left = [*rig.process.interrupt()]
    rig.process.start(log=Path("/dev/full"))
    time.sleep(3)
    kill(rig, "web")
    time.sleep(6)
    left += rig.process.interrupt()
    rig.process.start()
    return Facts(left=left)


def interrupted(rig: Rig) -> Facts:
    """Ctrl-C while everybody writes, and started again."""
    left = rig.process.interrupt()
    rig.process.start()
    return Facts(left=left)


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
        os.kill(connection.info.backend_pid, signal.SIGKILL)


def freeze_database(rig: Rig, seconds: float) -> None:
    """Every process of the server stopped."""
    with frozen(Behind(rig.site, Visitor(rig.site, rig.people[0].token), rig.address)):
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


@contextmanager
def _mails_met_by(rig: Rig, before_answer: Callable[[], None]) -> Iterator[None]:
    """Mail is put down, and what happens when the first body has come, before its answer, is `before_answer`."""
    met: list[bool] = []

    def once() -> None:
        if not met:
            met.append(True)
            before_answer()

    rig.sink.before_answer = once
    rig.put_mail_down()
    deadline = time.monotonic() + 30
    while not met and time.monotonic() < deadline:
        time.sleep(0.1)
    yield
    rig.sink.before_answer = lambda: None


def killed_while_it_mails(rig: Rig) -> None:
    """The worker's processes fall when a mail was taken, before they know."""

    def fall() -> None:
        for pid in rig.process.pids("worker")[1:]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    with _mails_met_by(rig, fall):
        pass


def frozen_while_it_mails(rig: Rig, seconds: float) -> None:
    """The worker stands still in the middle of a mail for longer than its claim of the next ones lasts."""
    stopped: list[int] = []

    def stop() -> None:
        stopped.extend(rig.process.pids("worker"))
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)

    with _mails_met_by(rig, stop):
        _stand_still(stopped, seconds)


def mail_server_hangs(rig: Rig, seconds: float) -> None:
    """It takes a mail and says nothing to anybody for a while."""
    with _mails_met_by(rig, partial(time.sleep, seconds)):
        time.sleep(seconds)


def mail_server_drops(rig: Rig, seconds: float) -> None:
    """It takes a mail and hangs up before it says so."""
    rig.sink.drops = lambda: True
    rig.put_mail_down()
    time.sleep(seconds)
    rig.sink.drops = lambda: False


def mail_server_moody(rig: Rig, seconds: float) -> None:
    """It is busy, then out of space, then about to end."""
    rig.sink.data.extend(["451 busy", "452 full", "421 ending"] * 2)
    rig.put_mail_down()
    time.sleep(seconds)
    rig.sink.data.clear()


def backed_up(rig: Rig) -> Facts:
    """A backup while everybody writes, restored elsewhere."""
    began, secret = time.monotonic(), Identity.generate()
    folder = rig.var.parent / f"backup{rig.rows}"
    keys = {"BACKUP_DIR": str(folder), "BACKUP_RECIPIENTS": str(secret.to_public())}
    rig.manage("manage.py", "backup", **keys)
    (file,) = folder.glob("*.age")
    identity = folder / "identity"
    identity.write_text(f"{secret}\n")
    place = rig.another_database(f"restored{rig.rows}")
    words = ("restore", str(file), "--identity", str(identity), "--nobody-was-erased")
    rig.manage("manage.py", *words, **place)
    restored = rig.copies(**place)
    # The site's own is read after it: by then it holds all that the backup holds.
    return Facts(backup=Backup(began, rig.copies(), restored))
