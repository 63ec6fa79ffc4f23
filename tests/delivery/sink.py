"""A real SMTP server in this process, that misbehaves when told to and counts what it was given."""

import asyncio
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Sink:
    """What arrived, and the answers to give next; an answer left out is a good one."""

    taken: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    mail: deque[str] = field(default_factory=deque)
    rcpt: deque[str] = field(default_factory=deque)
    data: deque[str] = field(default_factory=deque)
    drops: Callable[[], bool] = lambda: False
    before_answer: Callable[[], None] = lambda: None

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=modern) for raw in self.taken]

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return self.mail.popleft() if self.mail else "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.rcpt.popleft() if self.rcpt else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session, envelope):  # noqa: N802
        answer = self.data.popleft() if self.data else "250 OK"
        if answer.startswith("2"):
            self.taken.append(envelope.original_content)
            self.recipients += envelope.rcpt_tos
        self.before_answer()
        if self.drops():
            server.transport.abort()  # type: ignore[union-attr]
        return answer


class Tidy(Controller):
    """A server that closes its lines before it ends: aiosmtpd's own leaves those that a client dropped."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self.lines: list[SMTP] = []
        super().__init__(*arguments, **named)

    def factory(self) -> SMTP:
        self.lines.append(super().factory())
        return self.lines[-1]

    def hang_up(self) -> None:
        asyncio.run_coroutine_threadsafe(self._abort_all(), self.loop).result(10)

    async def _abort_all(self) -> None:
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)


@contextmanager
def serving(sink: Sink) -> Iterator[int]:
    """The sink at a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Tidy(sink, hostname="127.0.0.1", port=port, data_size_limit=10**8)
    controller.start()
    try:
        yield port
    finally:
        controller.hang_up()
        controller.stop()


@contextmanager
def tarpit(greeting: bytes, pace: float) -> Iterator[int]:
    """A port that says its greeting one byte at a time, `pace` seconds apart, and then nothing."""
    listener = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def serve() -> None:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        with line:
            for byte in greeting:
                if over.wait(pace):
                    return
                try:
                    line.send(bytes([byte]))
                except OSError:
                    return
            over.wait(60)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def wait_until(true: Callable[[], Any], within: float = 20.0) -> None:
    """Return once `true()`; fail after `within` seconds."""
    deadline = time.monotonic() + within
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
