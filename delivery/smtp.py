"""One conversation with the mail server, many mails long, that can say at which step a mail went wrong.

The step decides what may be done next (RFC 5321 section 4.2.1 for the codes, RFC 1047 for the last step): before
the final dot a mail that failed was not taken, after it nobody knows.
"""

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.module_loading import import_string

# RFC 5321, 4.5.3.2 grants the server minutes a step; a worker with a time limit leaves earlier and tries again.
OPENING = 10.0
COMMANDS = 10.0
# How often the watch looks at the clock.
LOOK = 0.25
CRLF_DOT = b".\r\n"


class Verdict(Enum):
    """What became of one mail."""

    SENT = "sent"
    RETRY = "retry"
    ADDRESS_REFUSED = "address_refused"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Report:
    """A verdict, the server's words, and whether the line itself is at fault and should be left for a while."""

    verdict: Verdict
    reply: str = ""
    line_failed: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """A mail, with its bytes as they travel."""

    mail: EmailMessage
    body: bytes


def written(mail: EmailMessage) -> Written:
    """Write the bytes, before the conversation: a mail that cannot be written never begins one."""
    return Written(mail, _stuffed(mail.message().as_bytes(linesep="\r\n")))  # type: ignore[call-arg]


class LineDown(OSError):
    """The mail server cannot be reached, or does not let us in."""


class Watch:
    """Ends a conversation that takes too long in all; a socket's own timeout begins anew with every byte."""

    def __init__(self, cut: Callable[[], None]) -> None:
        self._cut = cut
        self._until = float("inf")
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="smtp watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._over.set()
        self._thread.join()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Cut the line when the block is not done by then."""
        self._until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._until = float("inf")

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            if time.monotonic() > self._until:
                self._cut()


class Line:
    """An open line; made by `connect`, closed by its block."""

    def __init__(self, backend: Any, watch: "Watch") -> None:
        self._backend, self._watch = backend, watch

    def send(self, made: Written) -> Report:
        """Hand over one mail to its one recipient."""
        if not isinstance(self._backend, Backend):
            return self._hand_over(made.mail)
        smtp = self._backend.connection
        if smtp is None:
            return Report(Verdict.RETRY, "the line was dropped", line_failed=True)
        report = _converse(smtp, made, self._watch)
        if report.line_failed:
            # Closed without QUIT, which would wait for a server that may not answer any more.
            smtp.close()
            self._backend.connection = None
        return report

    def _hand_over(self, mail: EmailMessage) -> Report:
        """For backends that keep or print mail."""
        try:
            self._backend.send_messages([mail])
        except OSError as fault:
            return Report(Verdict.RETRY, _words(fault), line_failed=True)
        return Report(Verdict.SENT)


class Backend(EmailBackend):
    """Django's SMTP backend, whose socket is known from the first moment so that a slow greeting can be cut off."""

    opening: socket.socket | None = None
    client: smtplib.SMTP | None = None

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The client class, noting its socket before the first word is read."""
        backend, base = self, super().connection_class

        class Client(base):  # type: ignore[misc,valid-type]
            def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
                backend.client = self
                backend.opening = super()._get_socket(host, port, min(timeout, OPENING))
                backend.opening.settimeout(timeout)
                # The dot travels by itself; without this it waits 40 ms for the body to be acknowledged.
                backend.opening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return backend.opening

        return Client

    def cut(self) -> None:
        """End whatever read or write is going on while opening."""
        if self.opening is not None:
            shut(self.opening)


@contextmanager
def connect() -> Iterator[Line]:
    """A line to the configured server, opened within `OPENING` seconds. LineDown."""
    speaks_smtp = issubclass(import_string(settings.EMAIL_BACKEND), EmailBackend)
    backend = Backend() if speaks_smtp else get_connection()
    if isinstance(backend, Backend):
        _open(backend)
    try:
        with Watch(backend.cut if isinstance(backend, Backend) else _nothing) as watch:
            yield Line(backend, watch)
    finally:
        _hang_up(backend)


def _open(backend: Backend) -> None:
    try:
        with Watch(backend.cut) as watch, watch.within(OPENING):
            backend.open()
    except (OSError, smtplib.SMTPException) as fault:
        if backend.client is not None:
            backend.client.close()
        raise LineDown(_words(fault)) from fault


def _hang_up(backend: Any) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        backend.connection = None


def _converse(smtp: smtplib.SMTP, made: Written, watch: Watch) -> Report:
    """MAIL, RCPT, DATA, the body, the dot; the report tells the steps apart."""
    sender = sanitize_address(made.mail.from_email, "utf-8")
    recipient = sanitize_address(made.mail.to[0], "utf-8")
    try:
        # All but the dot: a server drops what broke off before it (RFC 5321, 4.1.1.10), so this may be tried again.
        with watch.within(COMMANDS):
            if report := _envelope(smtp, sender, recipient):
                return report
            smtp.send(made.body)
    except (OSError, smtplib.SMTPException) as fault:
        return Report(Verdict.RETRY, _words(fault), line_failed=True)
    # The answer to the dot gets the whole timeout: leaving earlier makes more mails of which nobody knows.
    with watch.within(smtp.timeout or COMMANDS):
        return _finish(smtp)


def _envelope(smtp: smtplib.SMTP, sender: str, recipient: str) -> Report | None:
    """None when the server awaits the body."""
    smtp.ehlo_or_helo_if_needed()
    # Parts in UTF-8 travel as eight bits, which a server has to be told (RFC 6152).
    code, said = smtp.mail(sender, ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else [])
    if code != 250:
        # A refused sender is our own set-up, not this mail: wait, and let the breaker call for help.
        return Report(Verdict.RETRY, _reply(code, said), line_failed=True)
    code, said = smtp.rcpt(recipient)
    if code not in (250, 251):
        return _refusal(smtp, code, said, Verdict.ADDRESS_REFUSED)
    code, said = smtp.docmd("DATA")
    return None if code == 354 else _refusal(smtp, code, said, Verdict.REFUSED)


def _finish(smtp: smtplib.SMTP) -> Report:
    """The dot and its answer; without an answer nobody knows."""
    try:
        smtp.send(CRLF_DOT)
        code, said = smtp.getreply()
    except (OSError, smtplib.SMTPException) as fault:
        return Report(Verdict.UNKNOWN, _words(fault), line_failed=True)
    return Report(Verdict.SENT) if code == 250 else _refusal(smtp, code, said, Verdict.REFUSED)


def _refusal(smtp: smtplib.SMTP, code: int, said: bytes, lasting: Verdict) -> Report:
    """4xx: later. 5xx: `lasting`. 421: the server is closing the line."""
    # Below 400 is no answer to this step: client and server are not at the same one.
    if code == 421 or code < 400:
        return Report(Verdict.RETRY, _reply(code, said), line_failed=True)
    try:
        # Without RSET the server would still hold this sender and recipient when the next mail begins.
        smtp.rset()
    except (OSError, smtplib.SMTPException):
        return Report(Verdict.RETRY if code < 500 else lasting, _reply(code, said), line_failed=True)
    return Report(Verdict.RETRY if code < 500 else lasting, _reply(code, said))


def _stuffed(body: bytes) -> bytes:
    """The body as it travels: lines that begin with a dot get another, and the last line ends."""
    # RFC 5321, 4.5.2. Not by `smtplib`'s `data`, which sends body and dot as one and hides which of them failed.
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    stuffed = b"." + stuffed if stuffed.startswith(b".") else stuffed
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"


def _nothing() -> None:
    """A backend that is no line has nothing to cut."""


def shut(sock: socket.socket) -> None:
    """End a socket from another thread: whoever reads or writes it is woken at once."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was closed already


def code_of(reply: str) -> str:
    """What a log may hold of a server's words: its code, or the kind of fault; the rest may quote the mail."""
    return reply.split(maxsplit=1)[0].rstrip(":") if reply else "no answer"


def _reply(code: int, said: bytes) -> str:
    # No longer than the column of `Message.reply`.
    return f"{code} {said.decode('utf-8', 'replace')}"[:200]


def _words(fault: BaseException) -> str:
    return f"{type(fault).__name__}: {fault}"[:200]
