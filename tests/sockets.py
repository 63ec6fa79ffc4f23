"""Callers with real sockets who send or read slowly."""

import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

from tests.site import Site

TINY = 1024  # bytes of a reader's own buffer


@contextmanager
def callers(site: Site, count: int, request: bytes) -> Iterator[list[socket.socket]]:
    """So many connections, each with this much of a request sent and nothing read."""
    parts = urlsplit(site.url)
    with ExitStack() as held:
        found = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY)
            one.connect(("127.0.0.1", parts.port))
            one.sendall(request)
        yield found


def request_of(site: Site, method: str, path: str, *headers: str, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(site.url).netloc}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def unfinished(site: Site, *headers: str, path: str = "/api/v1/patients/me/sync") -> bytes:
    """A request of which most of the body is still to come."""
    said = ("Content-Type: application/json", "Content-Length: 5000", *headers)
    return request_of(site, "POST", path, *said, body=b"{")


def open_ones(found: list[socket.socket]) -> int:
    """How many the server has neither answered nor left."""
    return len(found) - len(select.select(found, [], [], 0)[0])


def status_of(one: socket.socket, patience: float) -> int:
    """The status that a caller is answered; 0 when the connection is closed without one. TimeoutError."""
    one.settimeout(patience)
    try:
        said = one.recv(64)
    except ConnectionError:
        return 0
    return int(said.split(b" ", 2)[1]) if said else 0
