"""A PostgreSQL server that does not answer is given up by the client, and is not asked again at once."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.test import override_settings

from config.embedded import postgres
from config.postgresql.base import DatabaseWrapper, PatientConnection

PATIENCE = 0.5


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with postgres.server() as found:
        yield found


@pytest.fixture
def patient() -> Iterator[None]:
    with override_settings(DATABASE_PATIENCE=PATIENCE):
        yield


def test_an_answer_that_does_not_come_is_waited_for_only_so_long(address: str, patient: None) -> None:
    connection = PatientConnection.connect(address, autocommit=True)
    started = time.monotonic()
    with pytest.raises(psycopg.OperationalError, match="did not answer within"):
        connection.execute("SELECT pg_sleep(20)")
    assert time.monotonic() - started < PATIENCE + 5
    assert connection.closed


def test_right_after_it_nobody_waits_as_long_again(address: str, patient: None) -> None:
    connection = PatientConnection.connect(address)
    wrapper = DatabaseWrapper({**settings.DATABASES["default"], "OPTIONS": {}})
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT pg_sleep(20)")
    with pytest.raises(psycopg.OperationalError, match="a moment ago"):
        wrapper.get_new_connection({"conninfo": address})
    time.sleep(1.1)
    wrapper.get_new_connection({"conninfo": address}).close()


def test_others_than_the_web_wait_as_long_as_it_takes(address: str) -> None:
    connection = PatientConnection.connect(address)
    assert settings.DATABASE_PATIENCE is None
    row = connection.execute("SELECT 1 FROM pg_sleep(0.6)").fetchone()
    connection.close()
    assert row == (1,)
