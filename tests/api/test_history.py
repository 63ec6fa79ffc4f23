"""What was overwritten comes back, from any unit of the diary, with the warnings it calls for."""

import uuid
from typing import Any

import pytest

from journal.models import Change
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
NIGHT = "patients/me/nights/2026-11-21"
DEVICE = "11111111-1111-4111-8111-111111111111"


def send(caller: Caller, kind: str, key: str, data: Any, at: str = "08:00") -> None:
    """One change of one unit, as the phone sends it."""
    change = {"id": str(uuid.uuid4()), "kind": kind, "key": key, "op": "put" if data else "delete"}
    body = {"device": DEVICE, "changes": [{**change, "data": data, "edited_at": f"2026-11-22T{at}:00Z"}]}
    answer = caller.send("post", "patients/me/sync", body).json()
    assert answer["results"][0]["status"] in ("applied", "merged"), answer


def versions(caller: Caller, path: str) -> list[dict[str, Any]]:
    answer = caller.get(path)
    assert answer.status_code == 200
    return list(answer.json()["results"])


UNITS: list[tuple[str, str, Any, Any]] = [
    ("health", "who.diabetes", {"value": True}, {"value": False}),
    ("peg", "2026-11-16", {"pain": 4, "enjoyment": 4, "activity": 4}, {"pain": 9}),
    (
        "factor",
        "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b11",
        {"slug": "own.tea", "label": "tea"},
        {"slug": "own.tea", "label": "coffee"},
    ),
    (
        "event",
        "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b12",
        {"on": "2026-11-02", "kind": "visit"},
        {"on": "2026-11-03", "kind": "visit"},
    ),
]


@pytest.mark.parametrize(("kind", "key", "first", "second"), UNITS, ids=[unit[0] for unit in UNITS])
def test_an_overwritten_entry_comes_back(alice: Caller, kind: str, key: str, first: Any, second: Any) -> None:
    send(alice, kind, key, first)
    send(alice, kind, key, second, "08:30")
    path = f"patients/me/history/{kind}/{key}"
    newest, oldest = versions(alice, path)

    after = alice.send("post", f"{path}/{oldest['id']}/restore").json()["results"]

    assert ([newest["stands"], oldest["stands"]], len(after)) == ([True, False], 3)
    assert (after[0]["data"], after[0]["stands"]) == (oldest["data"], True)


@pytest.mark.parametrize("unit", ["sleep", "episode", "check", "day", "tip"])
def test_every_unit_of_a_night_comes_back(alice: Caller, night: dict[str, Any], unit: str) -> None:
    alice.send("put", NIGHT, night)
    before = alice.get(NIGHT).json()
    alice.send("put", NIGHT, {"timezone": "Europe/London", "pain": None, "note": "all gone"})
    row = next(
        one for one in versions(alice, f"{NIGHT}/history") if one["kind"] == unit and one["op"] == "put"
    )

    after = alice.send("post", f"{NIGHT}/history/{row['id']}/restore")

    field = {"episode": "episodes", "check": "checks", "tip": "tips_tried"}.get(unit, unit)
    assert set(map(str, after.json()[field])) <= set(map(str, before[field]))
    assert after.json()[field]


def test_what_comes_back_raises_its_flags(alice: Caller) -> None:
    alice.send("put", NIGHT, {"timezone": "Europe/London", "pain": False, "checks": {"strip.breath": True}})
    raised = [flag["rule"] for flag in alice.get("patients/me/safety").json()["results"]]
    send(alice, "check", "2026-11-21/strip.breath", None, "08:59")
    for flag in alice.get("patients/me/safety").json()["results"]:
        alice.send("post", f"patients/me/safety/{flag['id']}/seen", {"outcome": "mistap", "on": "2026-11-20"})
    row = next(one for one in versions(alice, f"{NIGHT}/history") if one["data"] == {"value": True})
    assert alice.get("patients/me/safety").json()["results"] == []

    alice.send("post", f"{NIGHT}/history/{row['id']}/restore")

    assert raised
    assert [flag["rule"] for flag in alice.get("patients/me/safety").json()["results"]] == raised


def test_a_deletion_holds_nothing_to_bring_back(alice: Caller) -> None:
    send(alice, "health", "who.diabetes", {"value": True})
    send(alice, "health", "who.diabetes", None, "08:30")
    path = "patients/me/history/health/who.diabetes"
    gone = versions(alice, path)[0]
    before = Change.objects.count()

    assert alice.send("post", f"{path}/{gone['id']}/restore").status_code == 404
    assert Change.objects.count() == before


@pytest.mark.parametrize(
    "path",
    ["history/night/2026-11-21", "history/episode/x", "history/health/nothing/x/restore", "history/users/1"],
)
def test_a_kind_or_version_that_is_none(alice: Caller, path: str) -> None:
    method = "post" if path.endswith("restore") else "get"
    assert alice.send(method, f"patients/me/{path}").status_code == 404


def test_bob_finds_no_version_of_alices(alice: Caller, bob: Caller) -> None:
    send(alice, "health", "who.diabetes", {"value": True})
    mine = versions(alice, "patients/me/history/health/who.diabetes")[0]
    theirs = f"patients/{alice.patient.pk}/history/health/who.diabetes"
    assert bob.get(theirs).status_code == 404
    assert bob.send("post", f"{theirs}/{mine['id']}/restore").status_code == 404
    path = f"patients/me/history/health/who.diabetes/{mine['id']}/restore"
    assert bob.send("post", path).status_code == 404
