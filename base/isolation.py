"""One thing that cannot be worked on holds up only itself."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

T = TypeVar("T")
R = TypeVar("R")

# A thing that failed so often is quarantined: left alone until it changes or is released.
TRIES = 3
# The database is away or the worker is told to hurry: nothing is said of the thing itself.
NOT_ITS_FAULT = (OperationalError, InterfaceError, SoftTimeLimitExceeded)


def each(things: Iterable[T], act: Callable[[T], R], failed: Callable[[T, Exception], object]) -> Iterator[R]:
    """`act` on every thing; one that raises is told to `failed`, and the next has its turn.

    What is not the thing's fault (`NOT_ITS_FAULT`) ends the run.
    """
    for thing in things:
        try:
            done = act(thing)
        except NOT_ITS_FAULT:
            raise
        except Exception as fault:  # whatever it is, it is this thing's alone
            failed(thing, fault)
        else:
            yield done


def name_of(fault: BaseException) -> str:
    """What is kept of a fault: its kind and nothing it quotes, which may be somebody's words."""
    return type(fault).__name__[:40]
