"""The floor for saving: a bare WSGI handler that inserts the JSON it gets, in one transaction."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse

import psycopg

local = threading.local()
TABLE = "CREATE TABLE IF NOT EXISTS bare (body TEXT)"


def _sqlite() -> Callable[[str], None]:
    connection = sqlite3.connect(
        Path(os.environ["VAR_DIR"]) / "stillnight.sqlite3", timeout=20, isolation_level=None
    )
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(TABLE)

    def insert(body: str) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare VALUES (?)", (body,))
        connection.execute("COMMIT")

    return insert


def _postgres(address: str) -> Callable[[str], None]:
    connection = psycopg.connect(address.replace("postgres://", "postgresql://"))
    connection.execute(TABLE)
    connection.commit()

    def insert(body: str) -> None:
        with connection.transaction():
            connection.execute("INSERT INTO bare VALUES (%s)", (body,))

    return insert


def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Insert the body; answer 200."""
    if not hasattr(local, "insert"):
        address = os.environ.get("DATABASE_URL")
        local.insert = _postgres(address) if address else _sqlite()
    local.insert(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
    start_response("200 OK", [("Content-Type", "application/json")])
    return [b"{}"]
