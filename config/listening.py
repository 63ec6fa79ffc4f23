"""The socket this process accepts on: how much of an answer the kernel takes for a reader who does not read."""

import os
import socket
from contextlib import suppress
from pathlib import Path

SEND_BUFFER = 128 << 10  # the kernel doubles it; left to itself it would take megabytes a reader
DESCRIPTORS = Path("/proc/self/fd")
INTERNET = (socket.AF_INET, socket.AF_INET6)


def bound_send_buffers() -> int:
    """Bound the buffer of every connection accepted from now on; on how many sockets. Linux only."""
    return sum(map(_bound, os.listdir(DESCRIPTORS))) if DESCRIPTORS.is_dir() else 0


def _bound(descriptor: str) -> bool:
    """Whether it is a socket to be listened on; it stays open."""
    with suppress(OSError):
        found = socket.socket(fileno=int(descriptor))
        try:
            waits = found.family in INTERNET and found.type == socket.SOCK_STREAM and found.getsockname()[1]
            # A connection takes the size over when it is accepted, so only the listening socket is of use.
            if waits and not _connected(found):
                found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
                return True
        finally:
            found.detach()
    return False


def _connected(found: socket.socket) -> bool:
    try:
        return bool(found.getpeername())
    except OSError:
        return False
