"""A server that is frozen, or behind a dead network, is given up by the client: its own timeouts cannot fire."""

import time
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql import base
from psycopg.errors import _WaitTimeout

# Without it each request of a full queue would spend its own patience on the same frozen server.
CALM = 1.0  # seconds after a wait in vain in which no new connection is tried


class _LastFailure:
    """When this process last waited in vain: whoever comes right after need not wait as long."""

    at = float("-inf")


class PatientConnection(psycopg.Connection[Any]):
    """Waits `DATABASE_PATIENCE` seconds for each answer, then closes: what became of the statement is not known."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """See `psycopg.Connection.wait`. OperationalError when the server does not answer in time."""
        patience = settings.DATABASE_PATIENCE if timeout is None else timeout
        try:
            return super().wait(gen, interval, patience)
        except _WaitTimeout:
            _LastFailure.at = time.monotonic()
            # An error alone would leave the late answer in the connection, to be read as that of the next statement.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"the server did not answer within {patience} s") from None


class DatabaseWrapper(base.DatabaseWrapper):
    """`ENGINE`: Django's, with patient connections."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> PatientConnection:
        """Connect; OperationalError at once while the server has just been waited for in vain."""
        if settings.DATABASE_PATIENCE and time.monotonic() - _LastFailure.at < CALM:
            raise psycopg.OperationalError("the server did not answer a moment ago")
        self.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
        try:
            return PatientConnection.connect(**conn_params)
        except psycopg.errors.ConnectionTimeout:
            _LastFailure.at = time.monotonic()
            raise
