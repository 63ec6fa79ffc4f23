"""Callers who send a byte now and then hold up only themselves."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import requests

from tests.site import Site

SLOW = 200
HEAD = (
    "POST /api/v1/patients/me/sync HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 5000\r\nX-Session-Token: {token}\r\n\r\n{{"
)


@contextmanager
def slow_callers(site: Site, token: str, count: int) -> Iterator[list[socket.socket]]:
    """So many requests of one account, begun and never finished."""
    port = urlsplit(site.url).port
    with ExitStack() as held:
        callers = [held.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(count)]
        for caller in callers:
            caller.sendall(HEAD.format(token=token).encode())
            caller.setblocking(False)
        yield callers


def waiting(caller: socket.socket) -> bool:
    """Whether the server still listens and has not answered."""
    try:
        return bool(caller.send(b" ")) and not caller.recv(1)
    except BlockingIOError:
        return True
    except OSError:
        return False


def test_the_page_itself_passes_the_waiting_room(site: Site) -> None:
    answer = requests.get(f"{site.url}/", timeout=10)
    assert (answer.status_code, "<title>" in answer.text) == (200, True)


def test_two_hundred_slow_senders_hold_up_nobody_else(site: Site) -> None:
    robin = site.sign_in("patient@demo.test", "stillnight-demo")
    with slow_callers(site, robin.token, SLOW) as callers:
        answers = [robin.call("GET", "patients/me/nights").status_code for _ in range(20)]
        still = sum(map(waiting, callers))
    assert (answers, still) == ([200] * 20, SLOW)
