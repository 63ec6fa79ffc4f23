"""A TCP or unix-socket proxy that lets everything through until it is told to cut a connection or to hold."""

import random
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

CHUNK = 65_536
Address = tuple[str, int] | str
Cut = Callable[[bytes], bool]


def never(sent: bytes) -> bool:
    """Cut nothing."""
    return False


@dataclass(slots=True)
class Proxy:
    """What is cut: after the client's bytes went on, if `cut` says so of them; the answer is never seen."""

    target: Address
    cut: Cut = never
    cuts: int = 0
    held: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Until the listener is closed."""
        while not self._over.is_set():
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def stop(self) -> None:
        """Let go of every connection."""
        self._over.set()

    def _carry(self, client: socket.socket) -> None:
        family = socket.AF_UNIX if isinstance(self.target, str) else socket.AF_INET
        with client, socket.socket(family) as server, suppress(OSError):
            server.connect(self.target)
            while not self._over.is_set():
                ready = select.select([client, server], [], [], 0.2)[0]
                if any(not self._pass(one, server if one is client else client, client) for one in ready):
                    return

    def _pass(self, source: socket.socket, to: socket.socket, client: socket.socket) -> bool:
        """One chunk; False once the connection is over."""
        chunk = source.recv(CHUNK)
        if not chunk:
            return False
        while self.held.is_set() and not self._over.wait(0.1):
            pass
        to.sendall(chunk)
        if source is client and self.cut(chunk):
            self.cuts += 1
            return False
        return True


@contextmanager
def proxying(target: Address, *, at: Path | None = None) -> Iterator[tuple[Proxy, Address]]:
    """A proxy in front of `target` and its own address: a free port, or a unix socket at that path."""
    listener = socket.socket(socket.AF_UNIX if at else socket.AF_INET)
    listener.bind(str(at) if at else ("127.0.0.1", 0))
    listener.listen(128)
    proxy = Proxy(target)
    thread = threading.Thread(target=proxy.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield proxy, listener.getsockname()
    finally:
        proxy.stop()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def writes(chunk: bytes) -> bool:
    """Whether the bytes begin a save."""
    return chunk.startswith((b"POST /api/v1/patients/me/sync", b"PUT /api/v1/patients/me/nights"))


def commits(chunk: bytes) -> bool:
    """Whether the bytes ask PostgreSQL to commit."""
    return b"COMMIT" in chunk


def sometimes(what: Cut, share: float, dice: random.Random) -> Cut:
    """Of what is meant, a share drawn at random."""
    return lambda chunk: what(chunk) and dice.random() < share
