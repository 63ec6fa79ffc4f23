"""Trends, maps and associations over the API."""

import re
import uuid
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import services as accounts
from accounts.models import Consent
from insights.management.commands.associate import associated
from insights.series.content import METRICS
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
NUMBERS = ("id", "with", "without", "effect", "low", "high", "q", "verdict")
DIRECTION = re.compile("better|worse|steady|same|tell|up|down")
SERIES = ("trends?metric=worst_pain", "heatmap", "associations")


def put(caller: Caller, on: date | str, **parts: Any) -> None:
    answer = caller.send("put", f"patients/me/nights/{on}", parts)
    assert answer.status_code == 200, answer.content


def spell(intensity: int = 5, **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "intensity": intensity, **fields}


def nights(count: int) -> Iterable[date]:
    return (date(2026, 11, 22) - timedelta(days=back) for back in range(count, 0, -1))


def test_gaps_stay_gaps(alice: Caller) -> None:
    put(alice, "2026-11-18", pain=False)
    put(alice, "2026-11-20", episodes=[spell(3), spell(7)])

    points = alice.get("patients/me/trends?metric=worst_pain&to=2026-11-21").json()["points"]

    assert [(point["date"][-2:], point["value"]) for point in points] == [
        ("18", 0),
        ("19", None),
        ("20", 7),
        ("21", None),
    ]


def test_a_night_is_counted_once_for_a_place_under_the_legs_that_hurt(alice: Caller) -> None:
    left, right, both = ({"site": "calf", "side": side} for side in ("left", "right", "both"))
    put(alice, "2026-11-18", episodes=[spell(sites=[left]), spell(sites=[both])])
    put(alice, "2026-11-19", episodes=[spell(sites=[left]), spell(sites=[right])])
    put(alice, "2026-11-20", episodes=[spell(sites=[left]), spell(sites=[left])])

    sites = alice.get("patients/me/heatmap").json()["sites"]

    assert [(one["side"], one["nights"]) for one in sites] == [("both", 2), ("left", 1)]


def test_sleep_is_counted_from_instants(alice: Caller, night: dict[str, Any]) -> None:
    put(alice, "2026-11-21", sleep=night["sleep"])
    points = alice.get("patients/me/trends?metric=sleep_minutes&to=2026-11-21").json()["points"]
    assert points == [{"date": "2026-11-21", "value": 445 - 25 - 40}]


def test_a_range_of_pain_is_counted_and_its_direction_is_the_verdicts_to_say(alice: Caller) -> None:
    for step, day in enumerate(nights(42)):
        put(alice, day, episodes=[spell(min(10, step // 4))] if step > 20 else [], pain=step > 20)

    for metric in ("worst_pain", "pain_nights", "episodes"):
        answer = alice.get(f"patients/me/trends?metric={metric}").json()
        assert answer["counts"] == {"painful": 21, "answered": 42}
        assert (answer["summary"]["label"], answer["step"]) == (None, None)
        assert answer["summary"]["text"].startswith("Pain on 21 of 42 nights.")
        assert not DIRECTION.search(answer["summary"]["text"])
        assert (answer["verdict"]["headline"], answer["verdict"]["now"]["last"]) == ("worse", "2026-11-21")


def test_a_change_of_sleep_is_put_in_words(alice: Caller, night: dict[str, Any]) -> None:
    for step, day in enumerate(nights(40)):
        put(alice, day, sleep={**night["sleep"], "minutes_awake": 300 - 7 * step})

    answer = alice.get("patients/me/trends?metric=minutes_awake").json()

    assert (answer["summary"]["label"], answer["counts"]) == ("meaningfully_better", None)
    assert answer["summary"]["low"] <= answer["summary"]["change"] <= answer["summary"]["high"]
    assert "nights" in answer["summary"]["text"]


def test_an_empty_diary_has_no_trend(alice: Caller) -> None:
    answer = alice.get("patients/me/trends?metric=peg").json()
    assert answer["summary"]["label"] == "too_early"


def test_every_metric_answers(alice: Caller, night: dict[str, Any]) -> None:
    put(alice, "2026-11-21", **night)
    statuses = {metric: alice.get(f"patients/me/trends?metric={metric}").status_code for metric in METRICS}
    assert statuses == dict.fromkeys(METRICS, 200)


@pytest.mark.parametrize(
    "query", ["", "?metric=weight", "?metric=peg&from=2026-11-22&to=2026-11-01", "?metric=peg&from=now"]
)
def test_a_wrong_question_is_named(alice: Caller, query: str) -> None:
    assert alice.get(f"patients/me/trends{query}").status_code == 422


def test_an_unknown_parameter_is_refused(alice: Caller) -> None:
    assert alice.get("patients/me/heatmap?zoom=3").status_code == 400


def test_the_map_counts_nights_not_episodes(alice: Caller) -> None:
    calf = [{"site": "calf", "side": "left"}]
    turned: dict[str, Any] = {"onset": "side_left", "sites": calf, "actions": {"stretch": "helped"}}
    at = "2026-11-22T02:30:00+00:00"
    put(alice, "2026-11-20", episodes=[spell(**turned), spell(**turned)])
    put(alice, "2026-11-21", episodes=[spell(**turned, started_at=at), spell(sites=calf)])

    answer = alice.get("patients/me/heatmap").json()

    assert answer["sites"] == [{"site": "calf", "side": "left", "nights": 2}]
    assert answer["positions"] == [
        {"onset": "side_left", "nights": 2, "relieved_by": {"stretch": {"helped": 2}}}
    ]
    assert [row["nights"] for row in answer["hours"]] == [0, 0, 1, *[0] * 21]


def test_a_planted_factor_is_found_and_an_idle_one_is_said_to_show_nothing(alice: Caller) -> None:
    for step, day in enumerate(nights(60)):
        bad = step % 3 == 0 or step % 7 == 1
        parts: dict[str, Any] = {"episodes": [spell(7 + step % 2)]} if bad else {"pain": False}
        put(
            alice,
            day,
            **parts,
            day={"longsit": bad, "alcohol": step % 4 == 2},
            recorded_at=f"{day}T22:00:00+00:00",
        )

    found = {row["id"]: row for row in alice.get("patients/me/associations").json()["results"]}

    assert found["day.longsit"]["verdict"] == "more"
    assert "long sitting that day" in found["day.longsit"]["text"]
    assert found["day.alcohol"]["verdict"] == "none"


def test_the_command_says_of_an_exported_diary_what_the_app_says(alice: Caller) -> None:
    for step, day in enumerate(nights(60)):
        bad, on_time = step % 3 == 0 or step % 7 == 1, step % 5 != 4
        # What is filled in days later says the opposite of what was written on the day, or a new factor.
        parts: dict[str, Any] = {"episodes": [spell(7 + step % 2)]} if bad else {"pain": False}
        parts |= {"recorded_at": f"{day}T22:00:00+00:00"} if on_time else {}
        said = {"longsit": bad == on_time, "alcohol": step % 4 == 2} | ({} if on_time else {"caffeine": True})
        put(alice, day, **parts, day=said, tips_tried=[{"tip": "t01"}] if step % 2 else [])

    exported = b"".join(alice.get("patients/me/export?format=json").streaming_content)
    diary = {"patient": "alice", "nights": orjson.loads(exported)["nights"]}
    (answer,) = map(orjson.loads, associated([orjson.dumps(diary)]))

    shown = alice.get("patients/me/associations").json()["results"]
    assert sum(night["late"] for night in diary["nights"]) == 11
    assert [{name: row[name] for name in NUMBERS} for row in answer["factors"]] == [
        {name: row[name] for name in NUMBERS} for row in shown
    ]
    assert {row["id"]: row["verdict"] for row in shown}["day.longsit"] == "more"
    assert "t01" in {row["id"].rpartition(".")[2] for row in shown}
    assert [row["text"] for row in shown if ".:" in row["text"]] == []


def test_before_the_first_look_the_count_is_told(alice: Caller) -> None:
    put(alice, "2026-11-21", pain=False, day={"longsit": True})
    answer = alice.get("patients/me/associations").json()
    assert "1 so far" in answer["text"]


def test_ten_times_the_nights_take_the_same_queries(alice: Caller, night: dict[str, Any]) -> None:
    paths = (*SERIES, "trends?metric=sleep_efficiency", "trends?metric=peg")
    counts = []
    for reach in (3, 30):
        for day in nights(reach):
            put(alice, day, **{**night, "episodes": [spell(sites=[{"site": "calf", "side": "left"}])]})
        counts.append({path: queries(alice, path) for path in paths})
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 8


def queries(caller: Caller, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        caller.get(f"patients/me/{path}")
    return len(asked)


@pytest.mark.parametrize("path", SERIES)
def test_tess_sees_the_series(alice: Caller, tess: Caller, path: str) -> None:
    assert tess.get(f"patients/{alice.patient.pk}/{path}").status_code == 200


def test_free_words_stay_out_of_a_summary(alice: Caller, theo: Caller) -> None:
    accounts.grant_consent(patient=alice.patient, grantee=theo.user, scope=Consent.Scope.SUMMARY)
    put(alice, "2026-11-21", pain=False, day={"own.tea": True})

    assert [row["id"] for row in alice.get("patients/me/associations").json()["results"]] == ["own.tea"]
    assert theo.get(f"patients/{alice.patient.pk}/associations").json()["results"] == []
