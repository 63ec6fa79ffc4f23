"""A whole copy of the database in one file, and the way back: `VACUUM INTO` for SQLite, `pg_dump` for PostgreSQL."""

import os
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import connection, connections

from base.postgres_programs import program
from privacy.errors import BackupError

# Roles differ from server to server; the tables are all in one schema.
ONLY_OURS = ("--no-owner", "--no-privileges", "--schema=public")


class Dump(Protocol):
    """One kind of database."""

    name: str

    def write(self, target: Path) -> None:
        """A consistent copy of the running database, checked. BackupError."""

    def refuse_live(self) -> None:
        """BackupError while anyone else works on the database."""

    def load(self, source: Path, now: datetime) -> None:
        """Put a copy in the place of what is there; what was there is kept until that has worked. BackupError."""


def dump() -> Dump:
    """For the configured database."""
    return _PostgreSQL() if connection.vendor == "postgresql" else _SQLite()


class _SQLite:
    name = "sqlite"

    @property
    def _file(self) -> Path:
        return Path(connection.settings_dict["NAME"])

    def write(self, target: Path) -> None:
        with closing(sqlite3.connect(self._file, timeout=30)) as live:
            # Not a copy of the file: with a write-ahead log the newest commits lie beside it.
            live.execute("VACUUM INTO ?", (str(target),))
        _check(target)

    def refuse_live(self) -> None:
        """The journal's mode can change only while nobody else has the file open."""
        connections.close_all()
        if not self._file.exists():
            return
        try:
            with closing(sqlite3.connect(self._file, timeout=0)) as live:
                live.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as fault:
            if "locked" in str(fault):
                raise BackupError("The site still runs on this database: stop it first.") from None
        except sqlite3.DatabaseError:
            return  # what is there is damaged, which is why we are here

    def load(self, source: Path, now: datetime) -> None:
        _check(source)
        # A connection that is still open would go on writing to the file that is set aside.
        connections.close_all()
        aside = f"{self._file}.before-restore-{now:%Y%m%dT%H%M%SZ}"
        for suffix in ("", "-wal", "-shm"):  # a log that stays would be replayed over the restored file
            if (old := Path(f"{self._file}{suffix}")).exists():
                old.rename(f"{aside}{suffix}")
        source.chmod(0o600)
        source.replace(self._file)
        _sync(self._file.parent)


def _check(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as copy:
        try:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            # `integrity_check` does not look at foreign keys.
            strays = copy.execute("PRAGMA foreign_key_check").fetchone()
        except sqlite3.DatabaseError as fault:
            said, strays = str(fault), None
    if said != "ok" or strays:
        raise BackupError(f"The copy of the database is damaged: {said if said != 'ok' else strays}")


class _PostgreSQL:
    name = "postgresql"

    def write(self, target: Path) -> None:
        self._run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            f"--file={target}",
        )
        self._check(target)

    def refuse_live(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        if others:
            raise BackupError(f"The site still runs on this database ({others} connections): stop it first.")

    def load(self, source: Path, now: datetime) -> None:
        self._check(source)
        aside = f"before_restore_{now:%Y%m%d%H%M%S}"
        self._say(f"ALTER SCHEMA public RENAME TO {aside}", "CREATE SCHEMA public")
        try:
            self._run(
                # All or nothing: a schema restored by half would start and look whole.
                *("pg_restore", "--single-transaction", "--exit-on-error", *ONLY_OURS),
                *(f"--dbname={connection.settings_dict['NAME']}", str(source)),
            )
        except BackupError:
            self._say("DROP SCHEMA public CASCADE", f"ALTER SCHEMA {aside} RENAME TO public")
            raise
        self._say(f"DROP SCHEMA {aside} CASCADE")
        connections.close_all()

    def _check(self, file: Path) -> None:
        """Read every block of it."""
        self._run("pg_restore", f"--file={os.devnull}", str(file))

    def _say(self, *statements: str) -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _run(self, name: str, *arguments: str) -> None:
        connection.ensure_connection()
        # By the server's version: `pg_dump` refuses a server that is newer than itself.
        major = connection.pg_version // 10_000  # type: ignore[attr-defined]
        done = subprocess.run(  # noqa: S603
            [program(name, major), *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BackupError(f"{name} failed: {done.stderr.strip()[:500]}")

    def _environment(self) -> Mapping[str, str]:
        """The connection as libpq reads it; no password on a command line."""
        known: dict[str, Any] = connection.settings_dict
        said = {
            "PGDATABASE": known["NAME"],
            "PGHOST": known["HOST"] or known["OPTIONS"].get("host"),
            "PGPORT": known["PORT"],
            "PGUSER": known["USER"],
            "PGPASSWORD": known["PASSWORD"],
        }
        return {**os.environ, **{name: str(value) for name, value in said.items() if value}}


def _sync(folder: Path) -> None:
    """A rename is on the disk once its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
