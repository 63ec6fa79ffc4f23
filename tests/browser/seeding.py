"""Earlier nights of a guest, written to the phone's disk as the app itself keeps what it has not sent."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playwright.sync_api import Page

from tests.browser.disk import put_waiting


def seed(page: Page, nights: Sequence[Mapping[str, Any]]) -> None:
    """The app must have been opened once; it shows these nights from its next opening on."""
    changes = [change for night in nights for change in _changes(night)]
    put_waiting(page, [{**change, "order": order} for order, change in enumerate(changes, 1)])


def _changes(night: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    day = str(night["date"])
    episodes = night.get("episodes") or []
    pain = True if episodes else night.get("pain")
    data = {"pain": pain, "note": "", "told_by": "self", "timezone": "Europe/London"}
    yield _change("night", day, day, data)
    for episode in episodes:
        yield _change("episode", str(uuid.uuid4()), day, {"date": day, **_said(episode)})
    for kind in ("check", "sign"):
        for name, value in (night.get(f"{kind}s") or {}).items():
            if value is not None:
                yield _change(kind, f"{day}/{name}", day, {"value": value})


def _said(record: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if value is not None}


def _change(kind: str, key: str, day: str, data: dict[str, Any]) -> dict[str, Any]:
    made = {"id": str(uuid.uuid4()), "account": "guest", "kind": kind, "key": key, "date": day, "op": "put"}
    return {
        **made,
        "base": None,
        "edited_at": f"{day}T22:30:00.000Z",
        "data": data,
        "offered": False,
        "refused": None,
    }
