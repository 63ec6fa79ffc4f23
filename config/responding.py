"""Sending answers over ASGI: refusals, kept answers, files, and progress while work goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from api.problems import BUG, MEDIA_TYPE, RETRY_AFTER, describe
from api.problems import body as problem
from config.request_limits import PIECE, Deadlines, Spool
from config.wsgi_calls import Call, Header

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Fault = tuple[int, str, str]
T = TypeVar("T")

TOO_LARGE: Fault = (413, "too_large", "the body is too large")
TOO_SLOW: Fault = (408, "too_slow", "the body did not come in time")
BROKEN_OFF: Fault = (400, "bad_request", "the body broke off, or is not sent as it says")
BUSY: Fault = (503, "busy", "the site is busy just now; ask again in a moment")
log = logging.getLogger(__name__)


class Refused(Exception):
    """The request ends here, with this fault."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


class Gone(Exception):
    """The caller went away, or reads too slowly: nobody is left to answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, kept until it is sent."""

    status: int
    headers: list[Header]
    spool: Spool


async def within(seconds: float, awaited: Awaitable[T], otherwise: Exception) -> T:
    """What is awaited, or `otherwise` raised when it takes longer."""
    try:
        async with asyncio.timeout(max(seconds, 0)):
            return await awaited
    except TimeoutError:
        raise otherwise from None


async def in_thread(threads: Executor, work: Callable[..., T], *arguments: Any) -> T:
    """The result of `work`, done in one of those threads."""
    return await asyncio.get_running_loop().run_in_executor(threads, work, *arguments)


class Responder:
    """Answers one request. A reader who is slower than the deadlines is left.

    What the application answers has its headers; `always` are those of what is refused here.
    """

    def __init__(self, send: Send, deadlines: Deadlines, always: Mapping[str, str]) -> None:
        self._send, self._deadlines, self._always = send, deadlines, always
        self._started_at: float | None = None
        self._sent = 0

    async def refuse(self, fault: Fault) -> None:
        """Say no; nothing when an answer has begun, which then ends short of its length."""
        if self._started_at is not None:
            return
        said = orjson.dumps(problem(*fault))
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(said)).encode()),
            (b"cache-control", b"no-store"),
            *((name.lower().encode(), value.encode()) for name, value in self._always.items()),
        ]
        if fault[0] == 503:
            headers.append((b"retry-after", str(RETRY_AFTER).encode()))
        if fault in (TOO_LARGE, TOO_SLOW, BROKEN_OFF):
            headers.append((b"connection", b"close"))  # the rest of the body is not waited for
        await self._start(fault[0], headers)
        await self._piece(said, more=False)

    async def fail(self, error: Exception) -> None:
        """Answer an error of the application's, known or not; an unknown one is logged."""
        known = describe(error)
        if known is None:
            log.error("the answer broke off", exc_info=error)
        await self.refuse(known[:3] if known else BUG)

    async def send_answer(self, answer: Answer) -> None:
        """Send what was kept, and forget it."""
        with closing(answer.spool):
            await self._start(answer.status, answer.headers)
            answer.spool.file.seek(0)
            left = answer.spool.size
            while (left := left - PIECE) > 0:
                await self._piece(answer.spool.file.read(PIECE))
            await self._piece(answer.spool.file.read(PIECE), more=False)

    async def send_file(self, call: Call) -> None:
        """Send an answer that needs no worker, read a piece at a time, as fast as it is taken."""
        with closing(call):
            piece = _gathered(call)
            await self._start(call.status, call.headers)
            while len(piece) >= PIECE:
                await self._piece(piece)
                piece = _gathered(call)
            await self._piece(piece, more=False)

    async def start_progress(self, call: Call) -> None:
        """Begin an answer whose length nobody knows yet."""
        await self._start(call.status, call.headers)

    async def tell_progress(self, piece: bytes, *, more: bool = True) -> None:
        """Tell how far it is; Gone when nobody has listened for long."""
        message = {"type": "http.response.body", "body": piece, "more_body": more}
        await within(self._deadlines.silent_reader, self._send(message), Gone())

    async def _start(self, status: int, headers: list[Header]) -> None:
        # Set before anything is sent: whatever fails from here on must not begin a second answer.
        self._started_at = asyncio.get_running_loop().time()
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _piece(self, piece: bytes, *, more: bool = True) -> None:
        # Counted over the whole answer: a limit for each piece is met for ever by a reader of one byte at a time.
        ends = (self._started_at or 0) + self._deadlines.seconds(self._sent)
        message = {"type": "http.response.body", "body": piece, "more_body": more}
        await within(ends - asyncio.get_running_loop().time(), self._send(message), Gone())
        self._sent += len(piece)


def _gathered(call: Call) -> bytes:
    """The next pieces of an answer, together at least a PIECE unless it ends."""
    found, size = [], 0
    while size < PIECE and (piece := next(call.pieces, None)) is not None:
        found.append(piece)
        size += len(piece)
    return b"".join(found)
