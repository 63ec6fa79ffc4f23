"""ASGI application around a WSGI one: slow requests and slow readers hold no worker (slowloris).

A body comes in whole before a worker is taken; the worker produces the whole answer and is free; then the answer is
sent. Waiting costs a coroutine, never a thread, and database connections belong to threads: there are as many as
`places`. Whoever finds no place soon is told 503 with `Retry-After`. Files and pages have threads of their own, so
that they come even while the database does not answer; so has the question whether the process lives.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing
from typing import Any
from wsgiref.types import WSGIApplication

from base import tracing
from config.headers import headers_for
from config.request_limits import (
    HEALTH,
    PROGRESS,
    Deadlines,
    Spool,
    SpoolBudget,
    SpoolFull,
    asks_for_progress,
    largest_body,
    needs_database,
)
from config.responding import (
    BROKEN_OFF,
    BUSY,
    TOO_LARGE,
    TOO_SLOW,
    Answer,
    Gone,
    Receive,
    Refused,
    Responder,
    Send,
    in_thread,
    within,
)
from config.wsgi_calls import Call, environ_of, headers_of, is_secure

FILE_THREADS = 4
# Fewer than the places: an import that is followed holds its place for seconds, and saves need the others.
STREAMS = 2


class BufferSlowRequests:
    """Lets at most `places` requests at once into `application`. `session_cookie` names the cookie of a session."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        places: int,
        session_cookie: str = "session",
        deadlines: Deadlines | None = None,
        budget: SpoolBudget | None = None,
    ) -> None:
        self._application, self._cookie = application, f"{session_cookie}="
        self._deadlines, self._budget = deadlines or Deadlines(), budget or SpoolBudget()
        self._places, self._streams = asyncio.Semaphore(places), asyncio.Semaphore(STREAMS)
        self._workers = ThreadPoolExecutor(places, "worker")
        self._files = ThreadPoolExecutor(FILE_THREADS, "files")
        # A thread of its own: behind slow downloads the probe would time out and a healthy process be restarted.
        self._health = ThreadPoolExecutor(1, "health")

    async def __call__(self, scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
        """One request, or the server's word that it starts and ends."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        always = headers_for(scope["path"], secure=is_secure(scope))
        responder = Responder(send, self._deadlines, always)
        try:
            with closing(Spool(self._budget)) as body:
                await self._respond(scope, body, receive, responder)
        except Gone:
            pass
        # 503, not 413: the body is no larger than it may be, and room is there once others have finished.
        except SpoolFull:
            await responder.refuse(BUSY)
        except Refused as refused:
            await responder.refuse(refused.fault)
        except Exception as error:
            await responder.fail(error)

    async def _respond(
        self, scope: Mapping[str, Any], body: Spool, receive: Receive, responder: Responder
    ) -> None:
        headers = headers_of(scope)
        headers[tracing.HEADER] = tracing.begin_request(headers.get(tracing.HEADER, ""))
        await self._read(scope["path"], headers, body, receive)
        environ = environ_of(scope, headers, body.file, body.size)
        if not needs_database(scope["method"], scope["path"]):
            threads = self._health if scope["path"] == HEALTH else self._files
            call = await in_thread(threads, Call, self._application, environ)
            await responder.send_file(call)
            return
        if asks_for_progress(headers):
            # The stream's place first: who still waits for one must not already hold a place that saves need.
            async with self._place(self._streams), self._place(self._places):
                answer = await self._followed(environ, receive, responder)
        else:
            async with self._place(self._places):
                answer = await in_thread(self._workers, self._produced, environ)
        # Before the answer is sent: its bytes are free for others while a slow reader takes the answer.
        body.close()
        if answer is not None:
            await responder.send_answer(answer)

    async def _read(self, path: str, headers: Mapping[str, str], body: Spool, receive: Receive) -> None:
        """The whole body. Refused for one too large, before it is read if it says so; too slow; cut short."""
        # Presented is enough here: whether a session is good takes a worker and the database to say.
        signed_in = self._cookie in headers.get("cookie", "") or "x-session-token" in headers
        largest = largest_body(path, signed_in=signed_in)
        said = headers.get("content-length", "0")
        # Cut to twelve digits: int() raises for thousands of them, and twelve are more than any limit.
        if not said.isdecimal() or int(said[:12]) > largest:
            raise Refused(TOO_LARGE)
        clock = asyncio.get_running_loop().time
        started, more = clock(), said != "0" or "transfer-encoding" in headers
        while more:
            left = started + self._deadlines.seconds(body.size) - clock()
            message = await within(left, receive(), Refused(TOO_SLOW))
            if message["type"] == "http.disconnect":
                # Also said of a body whose chunks are none; its sender still listens.
                raise Refused(BROKEN_OFF)
            body.write(message.get("body", b""))
            if body.size > largest:
                raise Refused(TOO_LARGE)
            more = message.get("more_body", False)
        body.file.seek(0)

    @asynccontextmanager
    async def _place(self, places: asyncio.Semaphore) -> AsyncIterator[None]:
        """Hold one of the places; Refused when none becomes free soon."""
        await within(self._deadlines.place, places.acquire(), Refused(BUSY))
        try:
            yield
        finally:
            places.release()

    def _produced(self, environ: dict[str, Any]) -> Answer:
        """In a worker: the whole answer. SpoolFull, and whatever breaks it off."""
        with closing(Call(self._application, environ)) as call:
            return self._kept(call)

    def _kept(self, call: Call) -> Answer:
        spool = Spool(self._budget)
        try:
            for piece in call.pieces:
                spool.write(piece)
        # Whatever ends it, cancellation included: bytes not given back would be missing until the process ends.
        except BaseException:
            spool.close()
            raise
        return Answer(call.status, call.measured(spool.size), spool)

    async def _followed(
        self, environ: dict[str, Any], receive: Receive, responder: Responder
    ) -> Answer | None:
        """The work with its progress told while it goes on; an answer that is no progress is kept and returned.

        A caller who goes away, or does not listen for a minute, ends the work, which then has changed nothing.
        """
        loop, gone = asyncio.get_running_loop(), asyncio.Event()
        watch = loop.create_task(_watch(receive, gone))

        def wait_for(told: Coroutine[Any, Any, None]) -> None:
            # Waited for, so that a slow reader slows the work instead of filling memory with lines.
            asyncio.run_coroutine_threadsafe(told, loop).result()
            # Leaving the loop closes the application's generator, and with it rolls its open transaction back.
            if gone.is_set():
                raise Gone

        def work() -> Answer | None:
            with closing(Call(self._application, environ)) as call:
                if not (call.header(b"content-type") or b"").startswith(PROGRESS.encode()):
                    return self._kept(call)
                wait_for(responder.start_progress(call))
                for piece in call.pieces:
                    wait_for(responder.tell_progress(piece))
                wait_for(responder.tell_progress(b"", more=False))
                return None

        try:
            return await in_thread(self._workers, work)
        finally:
            watch.cancel()


async def _watch(receive: Receive, gone: asyncio.Event) -> None:
    """Set `gone` once the caller has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
    gone.set()


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
