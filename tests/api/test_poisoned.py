"""A change that our own code cannot take is its own alone, whatever its kind; the others are taken."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from api import sync_handlers
from insights import services
from journal.edits import ENTRY_KINDS, NIGHT_KINDS
from tests.api.test_ledger import yes
from tests.api.test_sync import change, sync
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
NIGHT = "2026-11-21"
UID = "6b1c0a52-2f0e-4c2b-9a7e-5a1d6a0f3c11"

# One sound change of each kind that a phone may send.
SOUND: dict[str, Callable[[], dict[str, Any]]] = {
    "night": lambda: change("night", NIGHT, {"pain": True}),
    "episode": lambda: change("episode", str(uuid.uuid4()), {"date": NIGHT, "intensity": 6}),
    "sleep": lambda: change("sleep", NIGHT, {"quality": 3}),
    "day": lambda: change("day", f"{NIGHT}/longsit", {"value": True}),
    "sign": lambda: change("sign", f"{NIGHT}/warm", {"value": "left"}),
    "check": lambda: change("check", f"{NIGHT}/ca.lump", {"value": True}),
    "tip": lambda: change("tip", f"{NIGHT}/t01", {"helped": True}),
    "peg": lambda: change("peg", "2026-11-16", {"pain": 4}),
    "factor": lambda: change("factor", str(uuid.uuid4()), {"slug": "own.garden", "label": "Garden"}),
    "event": lambda: change(
        "event", str(uuid.uuid4()), {"on": "2026-11-20", "kind": "travel", "text": "Kyoto"}
    ),
    "health": lambda: change("health", "who.diabetes", {"value": True}),
    "seen": lambda: change("seen", "RF01", {"outcome": "not_yet", "on": NIGHT}),
    "plan_tick": lambda: change("plan_tick", f"{UID}/{NIGHT}", {"done": True}),
}


def test_every_kind_of_change_has_its_example() -> None:
    assert set(SOUND) == {*NIGHT_KINDS, *ENTRY_KINDS, "episode", *sync_handlers.HANDLERS}


@contextmanager
def poisoned(kind: str, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever takes changes of this kind has a bug."""
    take, handlers = services.apply_changes, sync_handlers.HANDLERS

    def breaks(**given: Any) -> Any:
        taken = take(**given)
        if any(edit.kind == kind for edit in given["edits"]):
            raise KeyError("a bug")
        return taken

    def fails(*_: Any) -> Any:
        raise LookupError("a bug")

    with patch.context() as inside:
        inside.setattr(services, "apply_changes", breaks)
        if kind in handlers:
            inside.setitem(handlers, kind, fails)
        yield


@pytest.mark.parametrize("kind", sorted(SOUND))
def test_one_poisoned_change_holds_up_no_other(
    alice: Caller, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chest_pain = yes("pe.chest_pain", NIGHT)
    batch = [make() for make in SOUND.values()]
    plain = {one["id"]: one["kind"] for one in batch}
    with poisoned(kind, monkeypatch):
        answer = sync(alice, *batch, *([] if kind == "check" else [chest_pain]))

    said = {plain.get(one["id"], "check"): one["status"] for one in answer["results"]}
    assert [one["id"] for one in answer["results"]][: len(batch)] == [one["id"] for one in batch]
    # No plan was made here, so that a tick of one is refused for what it says: that too is its own alone.
    expected = {each: "rejected" if each == "plan_tick" else "applied" for each in SOUND}
    assert said == {**expected, kind: "later"}
    assert kind == "check" or "RF01" in [flag["rule"] for flag in answer["safety"]]

    again = sync(alice, *[one for one in batch if one["kind"] == kind])
    assert [one["status"] for one in again["results"]] == [expected[kind]]
