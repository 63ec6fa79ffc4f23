"""The waiting room before the door: whoever sends slowly waits here and holds up nobody.

Each request has a thread of the server's, of which there are many; only few at a time are let in to work, once
their whole body has come. Without it four phones with bad reception would stop the site.
"""

import tempfile
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication

from django.db import connections

PIECE = 64 << 10
IN_MEMORY = 1 << 20
LARGEST = 161 << 20  # a little more than any route takes, so that the route itself refuses


class WaitingRoom:
    """A WSGI application that lets at most `places` requests into `inner` at once."""

    def __init__(self, inner: WSGIApplication, *, places: int) -> None:
        self._inner = inner
        self._places = threading.BoundedSemaphore(places)
        self._connected = _Connected(places)

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Wait for the body, then for a place."""
        body, size = _whole(environ["wsgi.input"].read)
        environ["wsgi.input"], environ["CONTENT_LENGTH"] = body, str(size)
        self._places.acquire()
        leave = partial(self._leave, body)
        try:
            return _Answer(self._inner(environ, start_response), leave)
        except BaseException:
            leave()
            raise

    def _leave(self, body: IO[bytes]) -> None:
        body.close()
        self._connected.keep_or_close()
        self._places.release()


class _Answer:
    """The answer of a request that keeps its place until it is sent or the caller has gone."""

    def __init__(self, inner: Iterable[bytes], leave: Callable[[], None]) -> None:
        self._inner, self._leave = inner, leave

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._inner)

    def close(self) -> None:
        """Called once by the server, in whatever way the request ended."""
        try:
            getattr(self._inner, "close", bool)()
        finally:
            self._leave()


class _Mark:
    """Stands for a thread; gone with it."""


class _Connected:
    """The threads that keep a database connection open: no more than there are places."""

    def __init__(self, places: int) -> None:
        self._places, self._here = places, threading.local()
        self._kept: weakref.WeakSet[_Mark] = weakref.WeakSet()

    def keep_or_close(self) -> None:
        """Keep this thread's connection for its next request, or close it where enough are kept."""
        if hasattr(self._here, "mark"):
            return
        if len(self._kept) < self._places:
            self._here.mark = _Mark()
            self._kept.add(self._here.mark)
        else:
            connections.close_all()


def _whole(read: Callable[[int], bytes]) -> tuple[IO[bytes], int]:
    """All that comes, in memory while it is small, and how much it is."""
    kept = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed with the request
    size = 0
    while size < LARGEST and (piece := read(PIECE)):
        size += kept.write(piece)
    kept.seek(0)
    return kept, size
