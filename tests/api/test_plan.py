"""What a therapist asks for, what a patient ticks, and what a blocked tip takes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from care.models import PlanItem
from care.services import tick_plan
from journal.merge import Stamp
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]


def path(alice: Caller) -> str:
    return f"patients/{alice.patient.pk}/plan"


def put(tess: Caller, alice: Caller, *items: dict[str, Any]) -> Any:
    return tess.send("put", path(alice), {"items": list(items)})


def tick(alice: Caller, day: str, item: str) -> None:
    stamp = Stamp(datetime.fromisoformat(f"{day}T21:00:00+00:00"), "phone")
    tick_plan(patient=alice.patient, key=f"{day}/{item}", data={"value": True}, stamp=stamp)


def test_the_patient_sees_what_is_asked_for(alice: Caller, tess: Caller) -> None:
    put(tess, alice, {"text": "calf raises", "dose": "3 × 10", "days": [5, 1]})

    plan = alice.get("patients/me/plan").json()

    item = plan["items"][0]
    assert (item["text"], item["dose"], item["days"]) == ("calf raises", "3 × 10", [1, 5])
    assert (item["therapist"], item["own"], plan["state"]) == ("Tess Okafor", False, "active")


def test_the_same_plan_again_is_the_same_plan(alice: Caller, tess: Caller) -> None:
    body = {"text": "calf raises", "days": EVERY_DAY}
    first = put(tess, alice, body).json()
    again = put(tess, alice, body).json()
    assert first["items"][0]["item"] == again["items"][0]["item"]
    assert PlanItem.objects.count() == 1


def test_adherence_counts_nights_asked_for_up_to_yesterday(alice: Caller, tess: Caller) -> None:
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False):
        tess.http.force_login(tess.user)
        put(tess, alice, {"tip": "t01", "days": EVERY_DAY})
    for day in ("2026-11-16", "2026-11-18", "2026-11-22"):
        tick(alice, day, "t01")

    plan = alice.get("patients/me/plan").json()

    # Asked for on the 16th to the 21st; the tick of tonight, the 22nd, is not counted yet.
    assert (plan["adherence"]["done"], plan["adherence"]["planned"]) == (2, 6)
    assert plan["items"][0]["adherence"] == {"done": 2, "planned": 6}


def test_a_changed_item_keeps_what_was_counted_before(alice: Caller, tess: Caller) -> None:
    with time_machine.travel(datetime(2026, 11, 16, 9, tzinfo=UTC), tick=False):
        tess.http.force_login(tess.user)
        put(tess, alice, {"tip": "t01", "days": EVERY_DAY})
    tick(alice, "2026-11-17", "t01")
    tess.http.force_login(tess.user)
    put(tess, alice, {"tip": "t01", "days": [7], "dose": "once"})
    item = alice.get("patients/me/plan").json()["items"][0]
    assert (item["days"], item["adherence"]) == ([7], {"done": 1, "planned": 6})


def test_what_is_left_out_is_no_longer_asked_for(alice: Caller, tess: Caller) -> None:
    put(tess, alice, {"text": "calf raises"})
    assert put(tess, alice).json()["items"] == []


def test_a_plan_reads_ended_when_the_consent_does(alice: Caller, tess: Caller) -> None:
    put(tess, alice, {"text": "calf raises"})
    held = tess.get("consents").json()["results"][0]["id"]
    alice.send("delete", f"patients/me/consents/{held}")

    plan = alice.get("patients/me/plan").json()

    assert (plan["state"], plan["ended_on"]) == ("ended", "2026-11-22")
    assert plan["items"][0]["ended_on"] == "2026-11-22"


def test_a_blocked_tip_is_planned_only_with_a_reason_that_is_kept(alice: Caller, tess: Caller) -> None:
    alice.send("put", "patients/me/health", {"who": {"diabetes": True, "neuropathy": True, "vascdis": True}})
    blocked = next(
        row
        for row in tess.get(f"patients/{alice.patient.pk}/tips").json()["blocked"]
        if row["state"] == "closed"
    )

    refused = put(tess, alice, {"tip": blocked["tip"]})
    unread = [
        put(tess, alice, {"tip": blocked["tip"], "reason": said}) for said in (" ", ".", "\u3164", "\u2060")
    ]
    taken = put(tess, alice, {"tip": blocked["tip"], "reason": "pulses checked today"}).json()

    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "items.0.reason")
    assert refused.json()["errors"][0]["code"] == "blocked"
    assert {answer.status_code for answer in unread} == {422}
    assert taken["items"][0]["blocked"] == {"gates": blocked["gates"], "reason": "pulses checked today"}


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"tip": "t99"},
        {"tip": "t01", "text": "both"},
        {"text": "x", "days": []},
        {"text": "x", "days": [8]},
        {"text": "x", "days": [1, 1]},
        {"text": "x", "item": "t01"},
        {"text": "   "},
    ],
)
def test_a_wrong_item_is_refused_and_changes_nothing(
    alice: Caller, tess: Caller, item: dict[str, Any]
) -> None:
    put(tess, alice, {"text": "calf raises"})
    assert put(tess, alice, item).status_code == 422
    assert [row.text for row in PlanItem.objects.all()] == ["calf raises"]


def test_one_tip_does_not_stand_twice(alice: Caller, tess: Caller) -> None:
    answer = put(tess, alice, {"tip": "t01"}, {"tip": "t01", "dose": "twice"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "items.1")
    assert not PlanItem.objects.exists()


def test_patients_do_not_write_their_plan(alice: Caller) -> None:
    assert alice.send("put", "patients/me/plan", {"items": []}).status_code == 403


def test_an_item_starts_on_the_patients_own_date(alice: Caller, tess: Caller) -> None:
    put(tess, alice, {"text": "calf raises"})
    assert PlanItem.objects.get().starts_on == date(2026, 11, 22)
