"""What joins the lines of one request: its id, from the proxy through the web process to the worker, and its address.

A thread is one request's until the next begins there, so nothing is taken back in between.
"""

import re
import secrets
from contextvars import ContextVar
from typing import Any

from structlog.contextvars import bind_contextvars, clear_contextvars, get_contextvars

HEADER = "x-request-id"
# Anything else that a caller claims would put words of their choice into every line.
VALID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
_address: ContextVar[str] = ContextVar("address", default="")


def begin_request(claimed: str, address: str = "") -> str:
    """From now on lines carry this request's id: the one `claimed` if it looks like one, else a fresh one."""
    request_id = claimed if VALID.fullmatch(claimed) else secrets.token_hex(16)
    # Threads are used again, and the facts of the request before are not this one's.
    clear_contextvars()
    bind_contextvars(request_id=request_id)
    _address.set(address)
    return request_id


def begin_task(name: str, request_id: str) -> None:
    """From now on lines carry the task's name and the id of the request that asked for it, or its own."""
    clear_contextvars()
    bind_contextvars(request_id=request_id, task=name)
    _address.set("")


def request_id() -> str:
    """The id of what is being worked on; empty outside of requests and tasks."""
    return str(get_contextvars().get("request_id", ""))


def address() -> str:
    """Where the request comes from; empty outside of requests."""
    return _address.get()


def follow_tasks(prerun: Any) -> None:
    """Have each task begin with `begin_task`; `prerun` is Celery's signal."""
    prerun.connect(_task_begins, weak=False, dispatch_uid="request ids")


def _task_begins(*, task_id: str, task: Any, **_: Any) -> None:
    begin_task(task.name, str(task.request.get("request_id") or task_id))
