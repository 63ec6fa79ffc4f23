"""Own factors, events, PEG weeks, visits, the quiet week: over the API."""

from typing import Any

import pytest

from journal.models import Change
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
ROUTES = ("factors", "events", "peg", "visits", "quiet", "trash", "nights/2026-11-21/history")


def factor(caller: Caller, label: str) -> dict[str, Any]:
    answer = caller.send("post", "patients/me/factors", {"label": label})
    assert answer.status_code == 201
    return dict(answer.json())


def day(caller: Caller, date: str, **answers: bool) -> None:
    body = {"day": {f"own.{slug}": value for slug, value in answers.items()}}
    assert caller.send("patch", f"patients/me/nights/{date}", body).status_code == 200


def test_a_factor_keeps_its_slug_when_it_is_renamed(alice: Caller) -> None:
    made = factor(alice, "Grüner Tee")
    renamed = alice.send("patch", f"patients/me/factors/{made['id']}", {"label": "Tea"}).json()
    assert (made["slug"], renamed["slug"], renamed["label"]) == ("own.gruner-tee", "own.gruner-tee", "Tea")


def test_two_factors_of_one_name_are_told_apart(alice: Caller) -> None:
    assert [factor(alice, "茶")["slug"], factor(alice, "!")["slug"]] == ["own.factor", "own.factor-2"]


@pytest.mark.parametrize("again", ["Hot bath", " hot  BATH "])
def test_a_factor_s_name_is_unique(alice: Caller, bob: Caller, again: str) -> None:
    first, other = factor(alice, "Hot bath"), factor(alice, "Tea")
    factor(bob, "Hot bath")
    refused = [
        alice.send("post", "patients/me/factors", {"label": again}),
        alice.send("patch", f"patients/me/factors/{other['id']}", {"label": again}),
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert all(answer.json()["errors"][0]["field"] == "label" for answer in refused)
    renamed = alice.send("patch", f"patients/me/factors/{first['id']}", {"label": "hot bath"})
    assert renamed.json()["label"] == "hot bath"


def test_a_retired_factor_stays_readable_and_can_be_asked_again(alice: Caller) -> None:
    path = f"patients/me/factors/{factor(alice, 'tea')['id']}"
    assert alice.send("patch", path, {"retired": True}).json()["retired"] is True
    assert alice.send("patch", path, {"retired": False}).json()["retired"] is False


def test_merging_keeps_the_older_slug_and_true_wins(alice: Caller) -> None:
    old, new = factor(alice, "tea"), factor(alice, "green tea")
    day(alice, "2026-11-19", **{"tea": False, "green-tea": True})
    day(alice, "2026-11-20", **{"green-tea": False})

    kept = alice.send("post", f"patients/me/factors/{new['id']}/merge", {"into": old["id"]}).json()

    assert kept["id"] == old["id"]
    nights = {row["date"]: row["day"] for row in alice.get("patients/me/nights").json()["results"]}
    assert nights == {"2026-11-19": {"own.tea": True}, "2026-11-20": {"own.tea": False}}
    merged = [row for row in alice.get("patients/me/factors").json()["results"] if row["id"] == new["id"]]
    assert (merged[0]["retired"], merged[0]["merged_into"]) == (True, "own.tea")


def test_a_factor_is_not_merged_with_a_strangers(alice: Caller, bob: Caller) -> None:
    mine, his = factor(alice, "tea"), factor(bob, "tea")
    answer = alice.send("post", f"patients/me/factors/{mine['id']}/merge", {"into": his["id"]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "into")
    assert alice.send("patch", f"patients/me/factors/{his['id']}", {"label": "x"}).status_code == 404


def test_an_event_is_noted_changed_and_taken_away(alice: Caller) -> None:
    body = {"on": "2026-11-01", "kind": "medicine_start", "text": "magnesium"}
    made = alice.send("post", "patients/me/events", body).json()
    path = f"patients/me/events/{made['id']}"

    assert alice.send("put", path, {**body, "text": "potassium"}).json()["text"] == "potassium"
    assert alice.send("delete", path).status_code == 204
    assert alice.send("delete", path).status_code == 404
    assert alice.get("patients/me/events").json()["results"] == []


def test_the_same_event_twice_is_one_edit(alice: Caller) -> None:
    path = "patients/me/events/01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"
    for _ in range(2):
        alice.send("put", path, {"on": "2026-11-01", "kind": "travel"})
    assert Change.objects.filter(kind="event").count() == 1


@pytest.mark.parametrize(
    ("answers", "score"),
    [({"pain": 4, "enjoyment": 5, "activity": 7}, 5.33), ({"pain": 4, "enjoyment": 5}, None), ({}, None)],
)
def test_a_week_is_scored_only_when_it_is_whole(alice: Caller, answers: dict[str, int], score: Any) -> None:
    answer = alice.send("put", "patients/me/peg/2026-11-16", answers)
    assert (answer.status_code, answer.json()["score"]) == (200, score)


def test_a_week_is_named_by_its_monday(alice: Caller) -> None:
    answer = alice.send("put", "patients/me/peg/2026-11-17", {"pain": 4})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "monday")


def test_weeks_come_newest_first_and_go(alice: Caller) -> None:
    for monday in ("2026-11-09", "2026-11-16"):
        alice.send("put", f"patients/me/peg/{monday}", {"pain": 4})
    assert alice.send("delete", "patients/me/peg/2026-11-16").status_code == 204
    assert alice.get("patients/me/peg/2026-11-16").status_code == 404
    assert [row["monday"] for row in alice.get("patients/me/peg").json()["results"]] == ["2026-11-09"]


def test_visits_are_events_seen_from_today(alice: Caller) -> None:
    alice.send("post", "patients/me/events", {"on": "2026-06-01", "kind": "visit"})
    both = {"last": "2026-10-01", "next": "2026-12-01"}

    assert alice.send("put", "patients/me/visits", both).json() == both
    assert (
        alice.send("put", "patients/me/visits", {**both, "next": "2026-12-05"}).json()["next"] == "2026-12-05"
    )
    assert [row["on"] for row in alice.get("patients/me/events").json()["results"]] == [
        "2026-12-05",
        "2026-10-01",
        "2026-06-01",
    ]


def test_a_visit_to_come_is_not_past(alice: Caller) -> None:
    assert alice.send("put", "patients/me/visits", {"last": "2026-12-24"}).status_code == 422


def test_after_fourteen_quiet_nights_one_answer_fills_the_week(alice: Caller) -> None:
    for number in range(1, 15):
        alice.send("put", f"patients/me/nights/2026-11-{number:02}", {"pain": False})
    before = alice.get("patients/me/quiet").json()

    after = alice.send("post", "patients/me/quiet").json()

    assert (before["may_rest"], len(before["missing"]), after["missing"]) == (True, 7, [])
    filled = alice.get("patients/me/nights/2026-11-21").json()
    assert (filled["pain"], filled["late"]) == (False, True)


def test_a_painful_night_ends_the_rest(alice: Caller) -> None:
    for number in range(1, 16):
        alice.send("put", f"patients/me/nights/2026-11-{number:02}", {"pain": number == 15})
    assert alice.get("patients/me/quiet").json()["may_rest"] is False


def test_all_quiet_is_no_answer_to_a_painful_night(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)
    refused = alice.send("post", "patients/me/quiet")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_quiet")
    assert alice.get("patients/me/nights/2026-11-21").json()["pain"] is True


def test_all_quiet_lets_the_journal_rest_and_not_now_does_not(alice: Caller) -> None:
    for number in range(1, 15):
        alice.send("put", f"patients/me/nights/2026-11-{number:02}", {"pain": False})

    later = alice.send("post", "patients/me/quiet", {"answer": "not_now"}).json()
    assert (later["ask"], later["resting"], len(later["missing"])) == (False, False, 7)
    rested = alice.send("post", "patients/me/quiet", {"answer": "all_quiet"}).json()

    assert (rested["ask"], rested["resting"], rested["missing"]) == (False, True, [])
    assert alice.get("me").json()["resting"] is True
    assert alice.send("post", "patients/me/quiet", {"answer": "maybe"}).status_code == 422


def test_an_overwritten_note_is_brought_back(alice: Caller) -> None:
    path = "patients/me/nights/2026-11-21"
    for text in ("first", "second"):
        alice.send("patch", path, {"note": text})
    versions = alice.get(f"{path}/history").json()["results"]
    first = next(row for row in versions if row["data"]["note"] == "first")

    restored = alice.send("post", f"{path}/history/{first['id']}/restore").json()

    assert ([row["stands"] for row in versions], restored["note"]) == ([True, False], "first")


def test_a_deleted_night_comes_back_as_it_was(alice: Caller, night: dict[str, Any]) -> None:
    path = "patients/me/nights/2026-11-21"
    before = alice.send("put", path, night).json()
    alice.send("delete", path)
    assert [row["date"] for row in alice.get("patients/me/trash").json()["results"]] == ["2026-11-21"]

    after = alice.send("post", f"{path}/restore").json()

    same = {"pain", "episodes", "sleep", "day", "checks", "tips_tried", "note", "recorded_at"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert alice.get("patients/me/trash").json()["results"] == []


def test_what_was_never_deleted_is_not_in_the_trash(alice: Caller) -> None:
    assert alice.send("post", "patients/me/nights/2026-11-21/restore").status_code == 404


@pytest.mark.parametrize("path", ROUTES)
def test_bob_finds_nothing_of_alices(alice: Caller, bob: Caller, path: str) -> None:
    assert bob.get(f"patients/{alice.patient.pk}/{path}").status_code == 404


@pytest.mark.parametrize("path", ROUTES)
def test_nobody_is_let_in(nobody: Any, path: str) -> None:
    assert nobody.get(f"/api/v1/patients/me/{path}").status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "factors", {"label": "x"}),
        ("post", "events", {"on": "2026-11-01", "kind": "visit"}),
        ("put", "peg/2026-11-16", {"pain": 1}),
        ("put", "visits", {}),
        ("post", "quiet", None),
        ("post", "nights/2026-11-21/restore", None),
    ],
)
def test_tess_reads_but_changes_nothing(
    alice: Caller, tess: Caller, method: str, path: str, body: Any
) -> None:
    assert tess.send(method, f"patients/{alice.patient.pk}/{path}", body).status_code == 403
