"""A mail server for the relay to speak to."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.delivery.sink import Sink, serving


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """The real thing, at a port of its own, with the site set to use it."""
    found = Sink()
    with serving(found) as port:
        point_at(settings, port)
        yield found


def point_at(settings: Any, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that other threads and processes can open: tests on SQLite keep theirs in memory."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    kept, name, file = connection.connection, connection.settings_dict["NAME"], tmp_path / "shared.sqlite3"
    with closing(sqlite3.connect(file)) as copy:
        kept.backup(copy)
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = kept, name
