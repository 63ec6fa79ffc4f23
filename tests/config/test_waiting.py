"""A place at work is given back however a request ends, and taken only once its body has come."""

import io
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from config.waiting import LARGEST, WaitingRoom


def ask(room: WaitingRoom, body: Any = None) -> Iterable[bytes]:
    return room({"wsgi.input": body or io.BytesIO()}, lambda *_: lambda _: None)


def plain(environ: dict[str, Any], start: Any) -> list[bytes]:
    return [environ["wsgi.input"].read(), environ["CONTENT_LENGTH"].encode()]


def failing(environ: dict[str, Any], start: Any) -> list[bytes]:
    raise ValueError("before the answer")


def breaking(environ: dict[str, Any], start: Any) -> Iterator[bytes]:
    yield b"first"
    raise ValueError("in the middle of it")


def finish(answer: Any) -> None:
    try:
        list(answer)
    finally:
        answer.close()


@pytest.mark.parametrize("inner", [failing, breaking, plain])
def test_a_place_is_given_back_however_it_ends(inner: Callable[..., Any]) -> None:
    room = WaitingRoom(inner, places=1)
    for _ in range(3):  # a place that was kept would make the second wait for ever
        try:
            finish(ask(room))
        except ValueError:
            assert inner is not plain


def test_one_that_is_given_up_half_way_gives_its_place_back() -> None:
    room = WaitingRoom(breaking, places=1)
    for _ in range(3):
        answer: Any = ask(room)
        assert next(iter(answer)) == b"first"
        answer.close()


def test_the_body_comes_whole_and_with_its_length() -> None:
    body = b"x" * 3_000_000
    answer: Any = ask(WaitingRoom(plain, places=1), io.BytesIO(body))
    assert list(answer) == [body, b"3000000"]
    answer.close()


def test_a_body_without_end_is_not_read_to_its_end() -> None:
    class Endless:
        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            return bytes(size)

    endless = Endless()
    answer: Any = ask(WaitingRoom(lambda *_: [b""], places=1), endless)
    answer.close()
    assert LARGEST <= endless.given < 2 * LARGEST


def test_who_waits_for_a_body_takes_no_place() -> None:
    class Slow:
        def __init__(self) -> None:
            self.asked, self.may_come = threading.Event(), threading.Event()

        def read(self, size: int) -> bytes:
            self.asked.set()
            self.may_come.wait(10)
            return b""

    room, slow = WaitingRoom(plain, places=1), Slow()
    waiting = threading.Thread(target=lambda: finish(ask(room, slow)))
    waiting.start()
    assert slow.asked.wait(10)
    finish(ask(room))
    assert waiting.is_alive()
    slow.may_come.set()
    waiting.join(10)
    assert not waiting.is_alive()
