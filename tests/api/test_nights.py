"""One night over the API."""

from typing import Any

import pytest

from journal.models import Diary, Night
from journal.serialization import compose, sleep_said
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
PATH = "patients/me/nights/2026-11-21"
EPISODE = "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10"


def test_a_night_comes_back_as_it_was_said(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)

    answer = alice.get(PATH).json()

    assert {key: answer[key] for key in night} == night


def test_a_save_answers_with_version_and_safety(alice: Caller, night: dict[str, Any]) -> None:
    answer = alice.send("put", PATH, night)

    assert answer.status_code == 200
    assert answer.headers["ETag"] == '"1"'
    assert answer.json()["safety"] == []


def test_the_same_put_again_is_the_same_version(alice: Caller, night: dict[str, Any]) -> None:
    first = alice.send("put", PATH, night)
    revision = Diary.objects.get().revision

    again = alice.send("put", PATH, night)

    assert again.headers["ETag"] == first.headers["ETag"]
    assert Diary.objects.get().revision == revision


def test_put_replaces_what_it_does_not_name(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)

    answer = alice.send("put", PATH, {"pain": False}).json()

    assert (answer["pain"], answer["episodes"], answer["day"], answer["sleep"]) == (False, [], {}, None)


def test_patch_completes_and_never_removes(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)

    answer = alice.send("patch", PATH, {"day": {"alcohol": True, "caffeine": None}}).json()

    assert answer["day"] == {"longsit": True, "alcohol": True}
    assert [episode["id"] for episode in answer["episodes"]] == [EPISODE]


def test_patch_merges_the_maps_of_an_episode(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)

    body = {"episodes": [{"id": EPISODE, "actions": {"walk": "helped"}, "intensity": None}]}
    episode = alice.send("patch", PATH, body).json()["episodes"][0]

    assert episode["actions"] == {"stretch": "helped", "massage": "no_change", "walk": "helped"}
    assert "intensity" not in episode
    assert episode["dur"] == "lt10m"


def test_patch_twice_is_the_same_version(alice: Caller, night: dict[str, Any]) -> None:
    first = alice.send("patch", PATH, night)
    assert alice.send("patch", PATH, night).headers["ETag"] == first.headers["ETag"]


def test_half_a_night_is_kept_and_completed_in_the_morning(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("patch", PATH, {"episodes": [{"id": EPISODE}]})
    answer = alice.send("patch", PATH, {"sleep": night["sleep"]}).json()
    assert answer["pain"] is True
    assert answer["sleep"]["awakenings"] == 3


def test_not_asked_stays_not_asked(alice: Caller) -> None:
    answer = alice.send(
        "put", PATH, {"episodes": [{"id": EPISODE, "feel": [], "signs": {"knot": None}}]}
    ).json()
    assert answer["episodes"][0]["feel"] == []
    assert "sites" not in answer["episodes"][0]
    assert answer["checks"] == {}


def test_each_place_may_have_a_strength_of_its_own(alice: Caller) -> None:
    places = [{"site": "calf", "side": "left", "intensity": 7}, {"site": "foot", "side": "left"}]

    alice.send("put", PATH, {"episodes": [{"id": EPISODE, "intensity": 7, "sites": places}]})

    assert alice.get(PATH).json()["episodes"][0]["sites"] == places


def test_a_places_strength_is_a_whole_number_to_ten(alice: Caller) -> None:
    place = {"site": "calf", "side": "left", "intensity": 11}

    answer = alice.send("put", PATH, {"episodes": [{"id": EPISODE, "sites": [place]}]})

    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["episodes.0.sites.0.intensity"]


def test_a_leg_can_swell_without_hurting(alice: Caller) -> None:
    answer = alice.send("put", PATH, {"pain": False, "signs": {"swell_one": "left"}}).json()
    assert (answer["pain"], answer["signs"]) == (False, {"swell_one": "left"})
    assert [flag["rule"] for flag in answer["safety"]] == ["RF03b"]


def test_pain_denied_with_episodes_is_refused(alice: Caller, night: dict[str, Any]) -> None:
    answer = alice.send("put", PATH, {**night, "pain": False})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "pain_without_pain"


def test_pain_denied_over_kept_episodes_is_refused(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)
    answer = alice.send("patch", PATH, {"pain": False})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "pain")


def test_a_stale_version_changes_nothing(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)
    alice.send("patch", PATH, {"note": "second"})

    answer = alice.send("patch", PATH, {"note": "third"}, **{"If-Match": '"1"'})

    assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")
    assert Night.objects.get().note == "second"


def test_a_deleted_night_is_gone_and_can_be_written_again(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)

    assert alice.send("delete", PATH).status_code == 204
    assert alice.get(PATH).status_code == 404
    assert alice.get("patients/me/nights").json()["results"] == []

    assert alice.send("put", PATH, night).json()["episodes"][0]["id"] == EPISODE


def test_deleting_no_night_finds_none(alice: Caller) -> None:
    assert alice.send("delete", PATH).status_code == 404


def test_the_list_runs_newest_first_and_pages(alice: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.nights.PAGE", 2)
    for day in ("2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"):
        alice.send("put", f"patients/me/nights/{day}", {"pain": False})

    first = alice.get("patients/me/nights?from=2026-11-19").json()
    rest = alice.get(f"patients/me/nights?from=2026-11-19&cursor={first['next']}").json()

    assert [row["date"] for row in first["results"] + rest["results"]] == [
        "2026-11-21",
        "2026-11-20",
        "2026-11-19",
    ]
    assert rest["next"] is None


def test_the_list_takes_the_same_queries_for_few_and_many(
    alice: Caller, night: dict[str, Any], django_assert_num_queries: Any
) -> None:
    for day in range(1, 15):
        episode = {**night["episodes"][0], "id": f"01938f6e-8a3c-7c11-9a51-2f1f6f0c2b{day:02}"}
        alice.send("put", f"patients/me/nights/2026-11-{day:02}", {**night, "episodes": [episode]})

    with django_assert_num_queries(3):
        assert len(alice.get("patients/me/nights").json()["results"]) == 14


def test_a_late_night_is_marked(alice: Caller) -> None:
    answer = alice.send("put", "patients/me/nights/2026-11-10", {"pain": False}).json()
    assert answer["late"] is True


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"episodes": [{"id": EPISODE, "intensity": 11}]}, "episodes.0.intensity", "max_value"),
        ({"episodes": [{"id": EPISODE, "intensity": True}]}, "episodes.0.intensity", "not_a_whole_number"),
        ({"episodes": [{"id": EPISODE, "intensity": "5"}]}, "episodes.0.intensity", "not_a_whole_number"),
        ({"episodes": [{"id": EPISODE, "intensity": 5.0}]}, "episodes.0.intensity", "not_a_whole_number"),
        ({"episodes": [{"id": "1"}]}, "episodes.0.id", "uuid"),
        ({"episodes": [{"id": EPISODE, "onset": "ceiling"}]}, "episodes.0.onset", "unknown_word"),
        (
            {"episodes": [{"id": EPISODE, "started_at": "2026-11-22T02:10:00"}]},
            "episodes.0.started_at",
            "instant",
        ),
        (
            {"episodes": [{"id": EPISODE, "started_at": "2026-11-22T02:10:00+23:59"}]},
            "episodes.0.started_at",
            "instant",
        ),
        ({"day": {"longsit": "yes"}}, "day.longsit", "not_true_or_false"),
        ({"day": {"weather": True}}, "day.weather", "unknown_word"),
        ({"checks": {"dvt.new_swelling": "middle"}}, "checks.dvt.new_swelling", "answer"),
        ({"timezone": "../../etc/passwd"}, "timezone", "timezone"),
        ({"patient": "x"}, "patient", "unknown_field"),
        ({"sleep": {"quality": 6}}, "sleep.0.quality", "max_value"),
        ({"date": "2026-11-20"}, "date", "other_date"),
        ({"note": "a\u0007b"}, "note", "control_characters"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    alice: Caller, body: object, field: str, code: str
) -> None:
    answer = alice.send("put", PATH, body)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (field, code) in [(fault["field"], fault["code"]) for fault in answer.json()["errors"]]
    assert not Night.objects.exists()


@pytest.mark.parametrize(
    "day", ["2026-11-24", "2025-01-01", "0001-01-01", "2026-1-1", "2026-02-30", "２０２６-11-21"]
)
def test_a_date_that_is_no_night_near_today_is_refused(alice: Caller, day: str) -> None:
    assert alice.send("put", f"patients/me/nights/{day}", {"pain": False}).status_code == 422


def test_bob_finds_no_night_of_alice(alice: Caller, bob: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)
    hers = f"patients/{alice.patient.pk}/nights/2026-11-21"

    for method in ("get", "put", "patch", "delete"):
        assert bob.send(method, hers, {} if method != "get" else None).status_code == 404


def test_tess_reads_but_never_writes(alice: Caller, tess: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)
    hers = f"patients/{alice.patient.pk}/nights/2026-11-21"

    assert tess.get(hers).json()["episodes"][0]["id"] == EPISODE
    assert tess.send("put", hers, {"pain": False}).status_code == 403


def test_nobody_is_asked_to_sign_in(nobody: Any) -> None:
    answer = nobody.get(f"/api/v1/{PATH}")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_the_document_is_what_its_rows_say(alice: Caller, night: dict[str, Any]) -> None:
    alice.send("put", PATH, night)
    slept = [night["sleep"], {"quality": 2}]
    alice.send("patch", PATH, {"episodes": [{"id": EPISODE, "intensity": 3}], "sleep": slept})

    held = Night.objects.get()

    periods = list(held.sleep_periods.order_by("position"))
    assert compose(held, held.episodes.filter(deleted=False), sleep_said(periods)) == held.document
