"""A worker is taken once the body has come, free once the answer is made, and given back however a request ends."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import Any

import pytest
from django.db import OperationalError

from config.request_buffering import BufferSlowRequests
from config.request_limits import FREE, KB, PIECE, Deadlines, SpoolBudget
from config.responding import Message

API = "/api/v1/me"
IMPORT = "/api/v1/patients/me/import"
QUICK = Deadlines(patience=0.2, slowest=10**9, place=0.2, silent_reader=0.2)


def runs(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """The test in an event loop of its own."""

    @wraps(test)
    def run(*arguments: Any, **named: Any) -> None:
        asyncio.run(test(*arguments, **named))

    return run


@dataclass
class Caller:
    """One request, and what came back; `reads` is set while the caller takes what is sent."""

    path: str = API
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    pieces: tuple[bytes, ...] = (b"",)
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    finishes: bool = True
    asked: int = 0
    status: int = 0
    answered: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def receive(self) -> Message:
        index, self.asked = self.asked, self.asked + 1
        if index >= len(self.pieces):
            await asyncio.Event().wait()  # a body that does not end, or nobody who leaves
        more = index + 1 < len(self.pieces) or not self.finishes
        return {"type": "http.request", "body": self.pieces[index], "more_body": more}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answered = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            await self.reads.wait()
            self.body += message["body"]

    async def ask(self, app: BufferSlowRequests, *, reads: bool = True) -> "Caller":
        if reads:
            self.reads.set()
        size = (
            {} if "transfer-encoding" in self.headers else {"content-length": str(sum(map(len, self.pieces)))}
        )
        named = {**size, **self.headers}
        scope = {
            "type": "http", "method": self.method, "path": self.path, "query_string": b"", "http_version": "1.1",
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }  # fmt: skip
        await app(scope, self.receive, self.send)
        return self


def serving(answer: Callable[[dict[str, Any]], Any], **options: Any) -> BufferSlowRequests:
    def application(environ: dict[str, Any], start: Any) -> Any:
        start("200 OK", [("Content-Type", environ.get("HTTP_ACCEPT", "text/plain"))])
        return answer(environ)

    return BufferSlowRequests(application, **{"places": 1, "deadlines": QUICK, **options})


def echo(environ: dict[str, Any]) -> list[bytes]:
    return [environ["wsgi.input"].read(), environ["CONTENT_LENGTH"].encode()]


def large(environ: dict[str, Any]) -> list[bytes]:
    return [b"x" * (3 * PIECE)]


def broken(environ: dict[str, Any]) -> Iterator[bytes]:
    yield b"first"
    raise ValueError("in the middle of it")


def busy(environ: dict[str, Any]) -> list[bytes]:
    raise OperationalError("database is locked")


@runs
async def test_the_body_comes_whole_and_with_its_length() -> None:
    asked = await Caller(pieces=(b"a" * 300_000, b"b" * 300_000)).ask(serving(echo))
    assert asked.body == b"a" * 300_000 + b"b" * 300_000 + b"600000"
    assert asked.answered["content-length"] == str(len(asked.body))


@pytest.mark.parametrize("answer", [broken, busy, large, echo])
@runs
async def test_a_place_and_its_bytes_are_given_back_however_it_ends(answer: Any) -> None:
    budget = SpoolBudget(4 * PIECE)
    app = serving(answer, budget=budget)
    statuses = [(await Caller().ask(app)).status for _ in range(3)]
    assert statuses == [{broken: 500, busy: 503}.get(answer, 200)] * 3
    budget.take(4 * PIECE)  # SpoolFull if anything were still held


@pytest.mark.parametrize("path", [API, IMPORT])
@runs
async def test_a_large_body_is_refused_before_it_is_read(path: str) -> None:
    caller = Caller(path=path, headers={"content-length": str((1 << 20) + 1)})
    await caller.ask(serving(echo))
    assert (caller.status, caller.asked) == (413, 0)


@runs
async def test_only_who_presents_a_session_may_send_a_large_file() -> None:
    pieces = (b"x" * (600 * KB),) * 2
    token = {"x-session-token": "t", "transfer-encoding": "chunked"}
    stranger = {"transfer-encoding": "chunked"}
    statuses = [
        (await Caller(path=path, headers=headers, pieces=pieces).ask(serving(large))).status
        for path, headers in ((IMPORT, token), (IMPORT, stranger), (API, token))
    ]
    assert statuses == [200, 413, 413]


@runs
async def test_who_sends_slowly_holds_no_place_and_is_left_in_the_end() -> None:
    app = serving(echo)
    slow = Caller(pieces=(b"{",), headers={"content-length": "9"}, finishes=False)
    waiting = asyncio.create_task(slow.ask(app))
    await asyncio.sleep(0)
    assert (await Caller().ask(app)).status == 200
    assert not waiting.done()
    await waiting
    assert (slow.status, slow.answered["connection"]) == (408, "close")


@runs
async def test_who_reads_slowly_holds_no_place_and_is_left_in_the_end() -> None:
    # Left later than another would wait for the place that it might hold.
    app = serving(large, deadlines=replace(QUICK, patience=1.0))
    slow = Caller()
    waiting = asyncio.create_task(slow.ask(app, reads=False))
    while not slow.status:
        await asyncio.sleep(0.01)
    assert len((await Caller().ask(app)).body) == 3 * PIECE
    assert not waiting.done()
    await waiting
    assert (slow.status, slow.body) == (200, b"")


@runs
async def test_whoever_finds_no_place_soon_is_told_when_to_ask_again() -> None:
    ends = threading.Event()
    app = serving(lambda _: [str(ends.wait(10)).encode()])
    working = asyncio.create_task(Caller().ask(app))
    await asyncio.sleep(0.05)
    refused = await Caller().ask(app)
    file = await Caller(path="/sw.js", method="GET").ask(serving(echo))
    ends.set()
    assert (await working).status == file.status == 200
    assert (refused.status, int(refused.answered["retry-after"]) <= 3) == (503, True)
    assert "nothing" not in json.loads(refused.body)["detail"]


@runs
async def test_health_is_answered_ahead_of_all_who_wait_for_files() -> None:
    opened = threading.Event()

    def slow_disk(environ: dict[str, Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/healthz":
            opened.wait()
        return [b"alive"]

    app = serving(slow_disk)
    files = [asyncio.create_task(Caller(path="/app.js", method="GET").ask(app)) for _ in range(20)]
    await asyncio.sleep(0.1)
    health = await asyncio.wait_for(Caller(path="/healthz", method="GET").ask(app), 5)
    waiting = [one.done() for one in files]
    opened.set()
    statuses = [one.status for one in await asyncio.gather(*files)]
    assert (health.body, waiting, statuses) == (b"alive", [False] * 20, [200] * 20)


@runs
async def test_more_than_may_be_kept_is_refused_and_small_answers_still_come() -> None:
    budget = SpoolBudget(PIECE)
    assert (await Caller().ask(serving(large, budget=budget))).status == 503
    budget.take(PIECE)
    small = await Caller(pieces=(b"x" * FREE,)).ask(serving(lambda _: [b"ok"], budget=budget))
    assert (small.status, small.body) == (200, b"ok")


class Progress:
    """Lines that come while work goes on, and whether the work was broken off."""

    def __init__(self) -> None:
        self.told, self.broken_off, self.may_end = 0, False, threading.Event()

    def __call__(self, environ: dict[str, Any]) -> Iterator[bytes]:
        try:
            for _ in range(3):
                self.told += 1
                yield b"{}\n"
            self.may_end.wait(10)
        except GeneratorExit:
            self.broken_off = True
            raise


@runs
async def test_progress_is_told_to_two_at_once() -> None:
    progress = Progress()
    app, lines = serving(progress, places=4), {"accept": "application/x-ndjson"}
    first = [asyncio.create_task(Caller(headers=lines).ask(app)) for _ in range(2)]
    while progress.told < 6:
        await asyncio.sleep(0.01)
    third = await Caller(headers=lines).ask(app)
    progress.may_end.set()
    assert [(await one).body for one in first] == [b"{}\n" * 3] * 2
    assert third.status == 503


@runs
async def test_progress_that_nobody_reads_ends_its_work() -> None:
    progress = Progress()
    app = serving(progress)
    await Caller(headers={"accept": "application/x-ndjson"}).ask(app, reads=False)
    assert (progress.broken_off, progress.told) == (True, 1)
    progress.may_end.set()
    assert (await Caller().ask(app)).status == 200


@runs
async def test_a_header_with_an_underscore_cannot_pass_for_the_proxys() -> None:
    app = serving(lambda environ: [environ.get("HTTP_X_FORWARDED_FOR", "none").encode()])
    assert (await Caller(headers={"x_forwarded_for": "6.6.6.6"}).ask(app)).body == b"none"
