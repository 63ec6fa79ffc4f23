"""The ledger of flags through the API: what is told stands until it is answered, in whatever order things arrive."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from insights import services
from insights.models import Flag
from tests.api.test_safety import LAST, check, flags
from tests.api.test_sync import change, sync
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
TONIGHT = "2026-11-21"
EARLY = "2026-11-21T20:00:00+00:00"


def yes(
    id: str, night: str = TONIGHT, at: str = "2026-11-21T23:00:00+00:00", value: Any = True
) -> dict[str, Any]:
    return change("check", f"{night}/{id}", {"value": value}, at=at)


def said(outcome: str | None, key: str = "RF01", at: str = "2026-11-22T00:00:00+00:00") -> dict[str, Any]:
    data = None if outcome is None else {"outcome": outcome, "on": "2026-11-21"}
    return change("seen", key, data, at=at)


def answer_all(alice: Caller, at: str = "2026-11-21T21:00:00+00:00") -> None:
    """All clear, to every warning that stands."""
    shown = alice.get("patients/me/safety").json()["results"]
    sync(alice, *(said("seen_cleared", flag["key"], at) for flag in shown))
    assert flags(alice) == []


def rules(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(flag["rule"], flag["level"]) for flag in answer["safety"]]


@pytest.mark.parametrize("days", [0, 5, 6, 7, 8, 20, 90])
def test_an_emergency_is_raised_however_late_it_arrives(alice: Caller, now: datetime, days: int) -> None:
    night = (now - timedelta(days=1 + days)).date().isoformat()
    at = (now - timedelta(days=1 + days)).isoformat()
    assert rules(sync(alice, yes("ces.bladder", night, at))) == [("RF12", "emergency")]


def test_three_late_nights_of_one_thing_are_one_flag_asked_once(alice: Caller) -> None:
    nights = [yes("ces.bladder", f"2026-11-{day}", f"2026-11-{day}T22:00:00+00:00") for day in (12, 13, 14)]
    flag = sync(alice, *nights)["safety"]
    assert [(each["rule"], each["night"], each["asks"]) for each in flag] == [("RF12", "2026-11-14", True)]


def test_every_old_night_of_a_batch_is_judged(alice: Caller) -> None:
    quiet = change("night", "2026-11-11", {"pain": False}, at="2026-11-11T22:00:00+00:00")
    told = yes("pe.chest_pain", "2026-11-01", "2026-11-01T22:00:00+00:00")
    assert rules(sync(alice, told, quiet)) == [("RF01", "emergency")]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("after", ["no", "deleted", "none tomorrow", "night deleted"])
def test_nothing_but_an_answer_takes_it_away(alice: Caller, together: bool, after: str) -> None:
    told, at = yes("pe.chest_pain", "2026-11-20", "2026-11-20T22:00:00+00:00"), "2026-11-20T22:01:00+00:00"
    later = {
        "no": yes("pe.chest_pain", "2026-11-20", at, value=False),
        "deleted": change("check", "2026-11-20/pe.chest_pain", None, at=at),
        "none tomorrow": yes("strip.breath", TONIGHT, value=False),
        "night deleted": change("night", "2026-11-20", None, at=at),
    }[after]

    if together:
        sync(alice, told, later)
    else:
        sync(alice, told)
        sync(alice, later)

    assert flags(alice) == [("RF01", "emergency")]


def test_a_yes_and_its_no_in_either_order_of_arrival_stand_alike(alice: Caller, bob: Caller) -> None:
    told = yes("pe.chest_pain", at="2026-11-21T22:00:00+00:00")
    no = yes("pe.chest_pain", at="2026-11-21T22:05:00+00:00", value=False)
    for caller, order in ((alice, (told, no)), (bob, (no, told))):
        for each in order:
            sync(caller, {**each, "id": str(uuid.uuid4())})
    assert flags(alice) == flags(bob) == [("RF01", "emergency")]


@pytest.mark.parametrize(
    ("id", "rule"), [("pe.chest_pain", "RF01"), ("ces.bladder", "RF12"), ("mh.selfharm", "RF31")]
)
@pytest.mark.parametrize("outcome", ["seen_cleared", "mistap"])
def test_told_again_after_the_answer_it_stands_at_once(
    alice: Caller, id: str, rule: str, outcome: str
) -> None:
    sync(alice, yes(id, at="2026-11-21T20:00:00+00:00"), said(outcome, rule, "2026-11-21T21:00:00+00:00"))
    assert rule not in dict(flags(alice))

    sync(alice, yes(id, at="2026-11-22T03:00:00+00:00"))

    assert (rule, "emergency") in flags(alice)


@pytest.mark.parametrize(
    ("before", "row", "stands"),
    [
        ("pe.chest_pain", "strip.breath", ("RF01", "emergency")),
        ("ces.bladder", "strip.nerve", ("RF13", "same_day")),
        ("neuro.footdrop_new", "strip.nerve", ("RF13", "same_day")),
        ("ali.cant_move", "strip.limb", ("RF07b", "same_day")),
        ("dvt.new_swelling", "strip.swelling", ("RF03b", "same_day")),
    ],
)
@pytest.mark.parametrize("night", ["2026-11-20", TONIGHT])
def test_a_row_told_after_the_answer_stands_though_an_older_yes_is_behind_it(
    alice: Caller, before: str, row: str, stands: tuple[str, str], night: str
) -> None:
    sync(alice, yes(before, night, EARLY))
    answer_all(alice)

    answer = sync(alice, yes(row, at="2026-11-22T03:00:00+00:00"))

    assert stands in rules(answer)


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [
        (("inf.dusky_blister",), ("foot.infected",), "RF15"),
        (("ces.bladder",), ("ces.both_legs_new",), "RF12b"),
    ],
)
def test_what_a_higher_flag_hides_stands_when_it_is_told_after_the_answer(
    alice: Caller, before: tuple[str, ...], after: tuple[str, ...], stands: str
) -> None:
    sync(alice, *(yes(id, at=EARLY) for id in before))
    answer_all(alice)

    answer = sync(alice, *(yes(id, at="2026-11-22T03:00:00+00:00") for id in after))

    assert stands in dict(rules(answer))


def test_the_same_body_put_again_tells_nothing_anew(alice: Caller) -> None:
    flag = check(alice, pe__chest_pain=True).json()["safety"][0]["id"]
    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "seen_cleared", "on": "2026-11-22"})
    assert check(alice, pe__chest_pain=True).json()["safety"] == []


def test_a_slip_takes_back_its_own_night_alone(alice: Caller) -> None:
    sync(alice, yes("pe.chest_pain", "2026-11-20", "2026-11-20T22:00:00+00:00"), yes("pe.chest_pain"))
    sync(alice, said("mistap"))
    assert [flag["night"] for flag in alice.get("patients/me/safety").json()["results"]] == ["2026-11-20"]


ORDERS = [
    ("told", "seen", "undo"),
    ("undo", "told", "seen"),
    ("seen", "undo", "told"),
    ("undo", "seen", "told"),
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("together", [True, False])
def test_seen_is_taken_back_in_every_timing(alice: Caller, order: tuple[str, ...], together: bool) -> None:
    what = {
        "told": yes("pe.breathless_new", at="2026-11-21T20:00:00+00:00"),
        "seen": said("seen_cleared", at="2026-11-21T21:00:00+00:00"),
        "undo": said(None, at="2026-11-21T21:01:00+00:00"),
    }
    changes = [what[name] for name in order]

    answers = [sync(alice, *changes)] if together else [sync(alice, each) for each in changes]

    assert {result["status"] for answer in answers for result in answer["results"]} == {"applied"}
    assert flags(alice) == [("RF01", "emergency")]


def test_what_another_phone_said_is_told_to_this_one(alice: Caller) -> None:
    sync(alice, yes("pe.chest_pain"))
    answer = sync(alice, said("seen_cleared"))
    assert [(reply["rule"], reply["outcome"]) for reply in answer["replies"]] == [("RF01", "seen_cleared")]


def test_each_leg_has_its_own_flag(alice: Caller) -> None:
    sync(alice, yes("neuro.footdrop_new", "2026-11-20", "2026-11-20T22:00:00+00:00", "left"))
    sync(alice, yes("neuro.footdrop_new", value="right"))
    sync(alice, said("seen_cleared", "RF13/left"))
    results = alice.get("patients/me/safety").json()["results"]
    assert [(flag["key"], flag["side"]) for flag in results] == [("RF13/right", "right")]


def test_one_open_flag_for_each_rule_and_leg_in_the_database(alice: Caller, now: datetime) -> None:
    facts = {
        "patient": alice.patient,
        "rule": "RF13",
        "level": "same_day",
        "night": now.date(),
        "raised_at": now,
    }
    Flag.objects.create(**facts, side="left")
    Flag.objects.create(**facts, side="right")
    with pytest.raises(IntegrityError), transaction.atomic():
        Flag.objects.create(**facts, side="left")


@pytest.mark.parametrize("days", [7, 25])
def test_told_again_in_a_silence_it_stands_once_the_silence_is_over(alice: Caller, days: int) -> None:
    told = yes("dvt.new_swelling", TONIGHT, EARLY, "left")
    assert sync(alice, told)["safety"] != []
    answer_all(alice)
    again = change("check", "2026-11-22/dvt.new_swelling", {"value": "left"}, at="2026-11-22T20:00:00+00:00")
    with time_machine.travel("2026-11-22T21:00:00+00:00", tick=False):
        assert sync(alice, again)["safety"] == []

    with time_machine.travel(datetime.fromisoformat(EARLY) + timedelta(days=days, hours=2), tick=False):
        quiet = change("night", "2026-11-20", {"pain": False}, at="2026-11-20T22:00:00+00:00")
        assert "RF03b" in dict(rules(sync(alice, quiet)))


def test_worse_pain_or_a_spread_breaks_the_silence(alice: Caller) -> None:
    def night(day: int, strength: int, *sites: str) -> Any:
        spell = {
            "id": str(uuid.uuid4()),
            "intensity": strength,
            "sites": [{"site": s, "side": "left"} for s in sites],
        }
        body = {"episodes": [spell], "checks": {"dvt.new_swelling": "left"}}
        return alice.send("patch", f"patients/me/nights/2026-11-{day}", body).json()["safety"]

    def see() -> None:
        for flag in alice.get("patients/me/safety").json()["results"]:
            alice.send(
                "post",
                f"patients/me/safety/{flag['id']}/seen",
                {"outcome": "seen_cleared", "on": "2026-11-22"},
            )

    night(18, 4, "calf")
    see()
    assert night(19, 5, "calf") == []
    assert [flag["rule"] for flag in night(20, 6, "calf")] == ["RF03"]
    see()
    assert [flag["rule"] for flag in night(21, 6, "calf", "thigh")] == ["RF03"]


def test_a_no_to_what_is_behind_the_row_takes_its_card_away_and_a_no_to_the_row_does_not(
    alice: Caller,
) -> None:
    check(alice, strip__swelling=True)
    assert flags(alice) == [("RF03b", "same_day")]
    check(alice, strip__swelling=False)
    assert flags(alice) == [("RF03b", "same_day")]


def test_a_phone_far_ahead_of_its_account_is_warned(alice: Caller) -> None:
    alice.send("patch", "me", {"timezone": "Pacific/Pago_Pago"})
    with time_machine.travel("2026-11-22T10:30:00+00:00", tick=False):
        answer = check(alice, "patients/me/nights/2026-11-23", pe__chest_pain=True)
        assert (answer.status_code, rules(answer.json())) == (200, [("RF01", "emergency")])
        refused = check(alice, "patients/me/nights/2026-11-24", pe__chest_pain=True)
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "date_window")


def test_a_newer_apps_words_round_a_batch_are_left_unread(alice: Caller) -> None:
    answer = sync(alice, yes("pe.chest_pain"), client="9.9.9", something_new={"a": 1})
    assert answer["results"][0]["status"] == "applied"


def test_a_fault_of_ours_in_one_change_is_that_changes_alone(
    alice: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = services.apply_changes

    def breaks(**given: Any) -> Any:
        taken = kept(**given)
        if any(edit.key.endswith("caffeine") for edit in given["edits"]):
            raise KeyError("a bug")
        return taken

    monkeypatch.setattr(services, "apply_changes", breaks)
    monkeypatch.setattr(services, "answer_flag", lambda **_: 1 / 0)
    day = [change("day", f"{TONIGHT}/{id}", {"value": True}) for id in ("longsit", "caffeine", "alcohol")]

    answer = sync(alice, *day, said("seen_cleared"), yes("pe.chest_pain"))

    assert [one["status"] for one in answer["results"]] == ["applied", "later", "applied", "later", "applied"]
    assert rules(answer) == [("RF01", "emergency")]
    assert alice.get(LAST).json()["day"] == {"longsit": True, "alcohol": True}


def test_what_a_flag_rests_on_is_for_its_owners_phones_alone(alice: Caller, tess: Caller) -> None:
    sync(alice, yes("pe.chest_pain"), said("could_not_reach"))
    own = alice.get("patients/me/safety").json()
    theirs = tess.get(f"patients/{alice.patient.pk}/safety").json()
    assert own["results"][0]["tellings"][0]["answers"] == [f"{TONIGHT}/pe.chest_pain"]
    assert (own["replies"][0]["outcome"], theirs["replies"]) == ("could_not_reach", [])
    assert "tellings" not in theirs["results"][0]
