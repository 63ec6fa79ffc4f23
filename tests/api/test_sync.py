"""The offline queue over the API."""

import uuid
from typing import Any

import pytest

from accounts.models import Patient
from journal.merge import OURS
from journal.models import Change, Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
PATH = "patients/me/sync"
PHONE, TABLET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


def change(
    kind: str, key: str, data: object, at: str = "2026-11-22T02:11:00+00:00", **more: Any
) -> dict[str, Any]:
    op = "put" if data is not None else "delete"
    return {
        "id": str(uuid.uuid4()),
        "kind": kind,
        "key": key,
        "op": op,
        "base": None,
        "edited_at": at,
        "data": data,
        **more,
    }


def sync(
    caller: Caller, *changes: dict[str, Any], device: str = PHONE, cursor: str | None = None, **more: Any
) -> Any:
    body = {"cursor": cursor, "device": device, "changes": list(changes), **more}
    answer = caller.send("post", PATH, body)
    assert answer.status_code == 200, answer.json()
    return answer.json()


def cramp(**fields: Any) -> dict[str, Any]:
    return {"date": "2026-11-21", "intensity": 6, "sites": [{"site": "calf", "side": "left"}], **fields}


def test_an_episode_makes_its_night_and_makes_it_painful(alice: Caller) -> None:
    uid = str(uuid.uuid4())

    result = sync(alice, change("episode", uid, cramp()))["results"][0]

    night = alice.get("patients/me/nights/2026-11-21").json()
    assert (result["status"], result["version"]) == ("applied", 1)
    assert (night["pain"], night["timezone"], night["episodes"][0]["id"]) == (True, "Europe/London", uid)


def test_a_repeated_change_does_nothing(alice: Caller) -> None:
    sent = change("night", "2026-11-21", {"pain": False})
    sync(alice, sent)

    assert sync(alice, sent)["results"][0]["status"] == "duplicate"
    assert Change.objects.count() == 1


def test_a_tab_left_open_sends_nothing_into_the_record_of_who_signed_in_after(
    alice: Caller, bob: Caller
) -> None:
    body = {"device": PHONE, "changes": [change("night", "2026-11-21", {"pain": False})]}
    theirs = {"X-Account": alice.get("me").json()["id"]}

    refused = bob.send("post", PATH, body, **theirs)

    assert (refused.status_code, refused.json()["code"]) == (401, "session_expired")
    assert not Change.objects.exists()
    assert alice.send("post", PATH, body, **theirs).json()["results"][0]["status"] == "applied"


def test_a_tab_left_open_changes_nothing_of_the_account_of_who_signed_in_after(
    alice: Caller, bob: Caller
) -> None:
    theirs = {"X-Account": alice.get("me").json()["id"]}

    refused = bob.send("patch", "me", {"name": "Alice"}, **theirs)

    assert (refused.status_code, refused.json()["code"]) == (401, "session_expired")
    assert bob.get("me").json()["name"] != "Alice"
    assert alice.send("patch", "me", {"name": "Alice F"}, **theirs).json()["name"] == "Alice F"


@pytest.mark.parametrize("device", sorted(OURS))
def test_no_phone_speaks_for_the_server(alice: Caller, device: str) -> None:
    body = {"device": device, "changes": [change("night", "2026-11-21", {"pain": False})]}
    answer = alice.send("post", PATH, body)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "device")
    assert not Change.objects.exists()


def test_one_bad_change_never_holds_up_the_rest(alice: Caller) -> None:
    bad = change("episode", str(uuid.uuid4()), cramp(intensity=11))
    good = change("day", "2026-11-21/longsit", {"value": True})

    rejected, applied = sync(alice, bad, good)["results"]

    assert (rejected["status"], rejected["errors"][0]["field"]) == ("rejected", "data.intensity")
    assert applied["status"] == "applied"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("episode", "1"),
        ("night", "2026-11-31"),
        ("day", "2026-11-21/weather"),
        ("peg", "2026-11-21"),
        ("health", "who.king"),
        ("spell", "x"),
    ],
)
def test_a_wrong_key_is_named(alice: Caller, kind: str, key: str) -> None:
    result = sync(alice, change(kind, key, {"value": True}))["results"][0]
    assert result["status"] == "rejected"
    assert result["errors"][0]["field"] in ("key", "kind")


def test_two_phones_offline_in_the_same_night_both_keep_their_episodes(alice: Caller) -> None:
    sync(alice, change("episode", str(uuid.uuid4()), cramp()), device=PHONE)
    sync(alice, change("episode", str(uuid.uuid4()), cramp(intensity=3)), device=TABLET)

    night = alice.get("patients/me/nights/2026-11-21").json()
    assert sorted(episode["intensity"] for episode in night["episodes"]) == [3, 6]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_later_edit_of_one_unit_wins_whatever_the_order(alice: Caller, order: tuple[int, int]) -> None:
    early = (
        change("check", "2026-11-21/pe.collapse", {"value": False}, at="2026-11-22T02:00:00+00:00"),
        PHONE,
    )
    late = (
        change("check", "2026-11-21/pe.collapse", {"value": True}, at="2026-11-22T03:00:00+00:00"),
        TABLET,
    )

    for place in order:
        sent, device = (early, late)[place]
        sync(alice, sent, device=device)

    assert Night.objects.get().checks == {"pe.collapse": True}


def test_the_version_that_lost_is_kept_and_said(alice: Caller) -> None:
    sync(alice, change("night", "2026-11-21", {"pain": True}, at="2026-11-22T03:00:00+00:00"), device=TABLET)

    lost = sync(alice, change("night", "2026-11-21", {"pain": False}, at="2026-11-22T02:00:00+00:00"))[
        "results"
    ][0]

    assert lost["status"] == "merged"
    assert list(Change.objects.filter(stands=False).values_list("data__pain", flat=True)) == [False]


def test_a_clock_that_runs_ahead_is_corrected_by_its_own_error(alice: Caller) -> None:
    ahead = change("night", "2026-11-21", {"pain": True}, at="2027-12-27T02:00:00+00:00")
    result = sync(alice, ahead, sent_at="2027-12-27T08:00:00+00:00")["results"][0]
    assert result["edited_at"] == "2026-11-22T03:00:00+00:00"


def test_no_phone_writes_in_the_future(alice: Caller) -> None:
    result = sync(alice, change("night", "2026-11-21", {"pain": True}, at="2030-01-01T00:00:00+00:00"))[
        "results"
    ][0]
    assert result["edited_at"] == "2026-11-22T09:00:00+00:00"


def test_changes_come_out_once_with_a_cursor(alice: Caller) -> None:
    first = sync(alice, change("day", "2026-11-21/longsit", {"value": True}), device=PHONE)
    seen = sync(alice, device=TABLET)
    nothing = sync(alice, device=TABLET, cursor=seen["cursor"])

    assert first["changes"] == []
    assert [(row["kind"], row["key"], row["data"]) for row in seen["changes"]] == [
        ("day", "2026-11-21/longsit", {"value": True})
    ]
    assert (nothing["changes"], nothing["cursor"], nothing["more"]) == ([], seen["cursor"], False)


def test_a_deletion_travels_as_a_tombstone(alice: Caller) -> None:
    uid = str(uuid.uuid4())
    put = sync(alice, change("episode", uid, cramp()))
    sync(alice, change("episode", uid, None, at="2026-11-22T04:00:00+00:00"))

    out = sync(alice, device=TABLET, cursor=put["cursor"])["changes"]

    assert [(row["op"], row["key"]) for row in out] == [("delete", uid)]
    assert alice.get("patients/me/nights/2026-11-21").status_code == 404


def test_a_deletion_that_arrives_before_its_episode_still_counts(alice: Caller) -> None:
    uid = str(uuid.uuid4())
    sync(alice, change("episode", uid, None, at="2026-11-22T04:00:00+00:00"), device=TABLET)
    sync(alice, change("episode", uid, cramp(), at="2026-11-22T02:00:00+00:00"), device=PHONE)

    assert alice.get("patients/me/nights/2026-11-21").status_code == 404


def test_the_epoch_stays_while_the_database_lives(alice: Caller) -> None:
    assert sync(alice)["epoch"] == sync(alice)["epoch"]


def test_health_answers_travel_one_by_one(alice: Caller) -> None:
    sync(
        alice,
        change("health", "who.diabetes", {"value": True}),
        change("health", "birth_year", {"value": 1961}),
    )
    assert alice.get("patients/me/health").json() == {"birth_year": 1961, "who": {"diabetes": True}}


def test_a_sleep_comes_out_as_it_went_in(alice: Caller) -> None:
    sent = sync(alice, change("sleep", "2026-11-21", {"awakenings": 2}), device=PHONE)
    out = sync(alice, device=TABLET)["changes"][0]["data"]
    assert sent["results"][0]["status"] == "applied"
    assert out["awakenings"] == 2


def test_a_red_flag_answers_the_sync_that_raised_it(alice: Caller) -> None:
    answer = sync(alice, change("check", "2026-11-21/pe.chest_pain", {"value": True}))
    assert [(flag["rule"], flag["level"]) for flag in answer["safety"]] == [("RF01", "emergency")]


def test_what_came_of_a_flag_travels_once(alice: Caller) -> None:
    sync(alice, change("check", "2026-11-21/pe.chest_pain", {"value": True}))
    said = change("seen", "RF01", {"outcome": "seen_cleared", "on": "2026-11-22"})

    first, again = sync(alice, said), sync(alice, said)

    assert (first["results"][0]["status"], first["safety"]) == ("applied", [])
    assert again["results"][0]["status"] == "duplicate"


def test_an_answer_to_no_rule_is_refused_by_itself(alice: Caller) -> None:
    said = change("seen", "RF99", {"outcome": "seen_cleared", "on": "2026-11-22"})
    refused, applied = sync(alice, said, change("day", "2026-11-21/longsit", {"value": True}))["results"]
    assert (refused["status"], refused["errors"][0]["code"]) == ("rejected", "no_such_flag")
    assert applied["status"] == "applied"


def test_tess_does_not_sync_for_alice(alice: Caller, tess: Caller) -> None:
    answer = tess.send("post", f"patients/{alice.patient.pk}/sync", {"device": PHONE})
    assert answer.status_code == 403


def test_sixty_changes_take_a_bounded_number_of_queries(
    alice: Caller, django_assert_max_num_queries: Any
) -> None:
    days = [f"2026-11-{day:02}" for day in range(1, 21)]
    changes = [change("episode", str(uuid.uuid4()), cramp(date=day)) for day in days]
    changes += [
        change(kind, f"{day}/{item}", {"value": True})
        for day in days
        for kind, item in [("day", "longsit"), ("check", "inf.fever")]
    ]
    with django_assert_max_num_queries(36):
        sync(alice, *changes)


def test_a_look_begins_no_diary_but_a_word_does(alice: Caller) -> None:
    Patient.objects.filter(user=alice.user).delete()
    alice.user.__dict__.pop("patient", None)

    assert sync(alice)["changes"] == []
    assert alice.get("patients/me/nights").status_code == 404
    assert not Patient.objects.exists()

    sync(alice, change("night", "2026-11-21", {"pain": False}))
    assert Patient.objects.filter(user=alice.user).count() == 1
