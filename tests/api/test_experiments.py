"""Trying a tip out: who may start, what is drawn and kept, what pauses it, and how it ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
import time_machine
from django.db import IntegrityError
from django.test import Client

from api import experiments as api_experiments
from insights import experiment_queries, experiments, services
from insights.experiment_queries import Tonight, tonights_arm
from insights.models import Experiment, Flag
from insights.series.experiments import plan
from insights.tips import load
from journal.documents import NightDocument, read
from journal.services import put_night
from tests.cast import Caller

ROUTE = "patients/me/experiments"
TODAY = date(2026, 11, 22)
TIP = "t11"
pytestmark = pytest.mark.usefixtures("frozen")


def at(day: date) -> Any:
    return time_machine.travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False)


CRAMP = {
    "feel": ["cramping"],
    "sites": [{"site": "calf", "side": "left"}],
    "when": "woken",
    "dur": "lt10m",
    "signs": {"knot": True},
    "actions": {"stretch": "helped"},
}


def log(caller: Caller, day: date, intensity: int, **parts: Any) -> None:
    episode = {"id": f"01938f6e-8a3c-7c11-9a51-{day:%Y%m%d}0000", "intensity": intensity, **parts}
    body = {"timezone": "Europe/London", "pain": intensity > 0, "episodes": [episode] if intensity else []}
    put_night(patient=caller.patient, date=day, parts=read(NightDocument, body), now=noon(day))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def ready(alice: Caller, now: datetime) -> Caller:
    """Alice after three weeks with a cramp on every fourth night, and nothing that speaks against a stretch."""
    for ago in range(1, 22):
        cramp = ago % 4 == 0
        log(alice, TODAY - timedelta(days=ago), 4 if cramp else 0, **(CRAMP if cramp else {}))
    who = dict.fromkeys(
        ("diabetes", "neuropathy", "vascdis", "immob", "cancer", "priorvte", "pregoest", "injury"), False
    )
    alice.send("put", "patients/me/health", {"birth_year": 1961, "who": who})
    services.analyse_changed(now=now)
    return alice


def begin(caller: Caller, **changes: Any) -> Any:
    return caller.send("post", ROUTE, {"tip": TIP, "start": TODAY.isoformat(), "nights": 28} | changes)


def codes(answer: Any) -> set[str]:
    assert answer.status_code == 422, answer.content
    return {fault["code"] for fault in answer.json()["errors"]}


def raise_flag(caller: Caller, now: datetime, **facts: Any) -> Flag:
    facts = {"rule": "RF09", "rule_version": "1", "level": "within_days", "night": TODAY, **facts}
    return Flag.objects.create(patient=caller.patient, raised_at=now, **facts)


def test_a_start_draws_as_many_nights_with_as_without(ready: Caller) -> None:
    answer = begin(ready)
    made = answer.json()
    assert (answer.status_code, made["state"], made["result"]) == (201, "running", None)
    days = [arm["date"] for arm in made["arms"]]
    assert days == [(TODAY + timedelta(days=step)).isoformat() for step in range(28)]
    assert sum(arm["on"] for arm in made["arms"]) == 14


def test_the_arms_are_those_of_the_seed_and_are_never_drawn_again(ready: Caller, now: datetime) -> None:
    planned = experiments.Planned(TODAY, 28, seed=7)
    row = experiments.start(patient=ready.patient, tip=TIP, planned=planned, today=TODAY, now=now)
    again = plan(TODAY, 28, np.random.default_rng(7))
    assert [arm["on"] for arm in row.arms] == [arm.on for arm in again]
    assert (
        ready.get(f"{ROUTE}/{row.pk}").json()["arms"]
        == ready.get(ROUTE).json()["results"][0]["arms"]
        == row.arms
    )


def test_what_each_length_can_show_is_said_before_the_start(ready: Caller) -> None:
    preview = ready.get(f"{ROUTE}?tip={TIP}").json()["preview"]
    assert preview["obstacles"] == []
    assert [one["nights"] for one in preview["before"]] == [28, 42]
    assert "cannot show one point" in preview["before"][0]["text"][0]
    assert ready.get(ROUTE).json()["preview"] is None


def test_one_experiment_at_a_time(ready: Caller) -> None:
    begin(ready)
    assert codes(begin(ready)) == {"another"}
    row = Experiment.objects.get()
    row.pk = "0" * 32
    with pytest.raises(IntegrityError, match=r"one_at_a_time|patient_id"):
        row.save(force_insert=True)


@pytest.mark.parametrize(
    ("change", "code"),
    [({"tip": "t12"}, "unsuitable"), ({"tip": "t99"}, "unknown_word"), ({"start": "2026-11-21"}, "range")],
)
def test_a_wrong_start_is_refused_with_its_reason(ready: Caller, change: dict[str, Any], code: str) -> None:
    assert code in codes(begin(ready, **change))
    assert not Experiment.objects.exists()


@pytest.mark.parametrize(
    "change", [{"nights": 30}, {"nights": "28"}, {"nights": None}, {"seed": 1}, {"start": "soon"}]
)
def test_a_body_of_another_shape_is_refused(ready: Caller, change: dict[str, Any]) -> None:
    assert codes(begin(ready, **change))


def test_a_week_of_nights_comes_first(alice: Caller) -> None:
    log(alice, TODAY - timedelta(days=1), 4)
    assert "baseline" in codes(begin(alice))


def test_a_blocked_tip_is_not_tried(ready: Caller, now: datetime) -> None:
    ready.send("put", "patients/me/health", {"who": {"injury": True}, "dates": {"injury": "2026-11-21"}})
    blocked = {row["tip"] for row in ready.get("patients/me/tips").json()["blocked"]}
    assert TIP in blocked
    assert "blocked" in codes(begin(ready))


def test_a_standing_warning_keeps_an_experiment_from_starting(ready: Caller, now: datetime) -> None:
    raise_flag(ready, now)
    assert "flagged" in codes(begin(ready))


def test_an_old_nights_flag_that_nobody_answered_does_too(ready: Caller, now: datetime) -> None:
    raise_flag(ready, now, asks=True)
    assert "flagged" in codes(begin(ready))


def test_a_new_warning_pauses_it_for_whoever_looks(ready: Caller, now: datetime) -> None:
    made = begin(ready).json()
    raise_flag(ready, now)
    seen = ready.get(f"{ROUTE}/{made['id']}").json()
    assert (seen["state"], seen["pauses"]) == ("paused", [["2026-11-22", None]])
    assert "safety message" in seen["reason"]


def test_a_new_warning_pauses_it_in_the_workers_reading(ready: Caller, now: datetime) -> None:
    begin(ready)
    raise_flag(ready, now)
    log(ready, TODAY, 4)
    services.analyse_changed(now=now)
    assert Experiment.objects.get().state == "paused"


def test_a_warning_answered_before_anyone_looked_pauses_it_all_the_same(ready: Caller, now: datetime) -> None:
    begin(ready)
    later = now + timedelta(hours=1)
    raise_flag(ready, later, closed_at=later)
    assert ready.get(ROUTE).json()["results"][0]["state"] == "paused"


def test_it_is_taken_up_again_only_after_the_warning_is_answered(ready: Caller, now: datetime) -> None:
    made = begin(ready).json()
    flag = raise_flag(ready, now)
    path = f"{ROUTE}/{made['id']}"
    assert codes(ready.send("patch", path, {"state": "running"})) == {"flagged"}
    flag.closed_at = now
    flag.save()
    with at(TODAY + timedelta(days=3)):
        again = ready.send("patch", path, {"state": "running"}).json()
    assert (again["state"], again["pauses"]) == ("running", [["2026-11-22", "2026-11-25"]])
    assert again["arms"] == made["arms"]


def test_tonights_arm_is_the_stored_one_and_none_outside_the_plan(ready: Caller) -> None:
    made = begin(ready).json()
    for arm in made["arms"][:4]:
        found = tonights_arm(ready.patient, date.fromisoformat(arm["date"]))
        assert found == Tonight(TIP, made["text"], arm["on"])
    assert tonights_arm(ready.patient, TODAY - timedelta(days=1)) is None
    assert tonights_arm(ready.patient, TODAY + timedelta(days=28)) is None


def test_a_paused_experiment_and_one_that_a_warning_holds_say_nothing_for_tonight(
    ready: Caller, now: datetime
) -> None:
    path = f"{ROUTE}/{begin(ready).json()['id']}"
    flag = raise_flag(ready, now)
    assert tonights_arm(ready.patient, TODAY) is None
    flag.delete()
    ready.send("patch", path, {"state": "paused"})
    assert tonights_arm(ready.patient, TODAY) is None


NOTICE = {"rule": "RF37", "level": "routine", "items": ["feel.cramping"]}


def test_a_routine_message_is_read_in_place_before_the_start(ready: Caller, now: datetime) -> None:
    flag = raise_flag(ready, now, **NOTICE)
    preview = ready.get(f"{ROUTE}?tip={TIP}").json()["preview"]
    assert [one["code"] for one in preview["obstacles"]] == ["notice"]
    assert [one["rule"] for one in preview["notices"]] == ["RF37"]
    assert codes(begin(ready)) == {"notice"}
    assert begin(ready, read=["RF37"]).status_code == 201
    flag.refresh_from_db()
    assert flag.closed_at is None
    assert [one["rule"] for one in ready.get("patients/me/safety").json()["results"]] == ["RF37"]


def test_a_routine_message_pauses_until_it_is_read(ready: Caller, now: datetime) -> None:
    path = f"{ROUTE}/{begin(ready).json()['id']}"
    raise_flag(ready, now, **NOTICE)
    paused = ready.get(path).json()
    assert (paused["state"], [one["rule"] for one in paused["notices"]]) == ("paused", ["RF37"])
    assert "appointment" in paused["reason"]
    assert codes(ready.send("patch", path, {"state": "running"})) == {"notice"}
    again = ready.send("patch", path, {"state": "running", "read": ["RF37"]}).json()
    assert (again["state"], again["reason"], again["notices"]) == ("running", None, [])
    assert ready.get(path).json()["state"] == "running"


@pytest.mark.parametrize(
    "change", [{"level": "within_days"}, {"items": ["feel.cramping", "who.preg"]}], ids=["urgent", "more"]
)
def test_what_was_read_pauses_again_once_it_says_more(
    ready: Caller, now: datetime, change: dict[str, Any]
) -> None:
    flag = raise_flag(ready, now, **NOTICE)
    path = f"{ROUTE}/{begin(ready, read=['RF37']).json()['id']}"
    assert ready.get(path).json()["state"] == "running"
    Flag.objects.filter(pk=flag.pk).update(**change)
    assert ready.get(path).json()["state"] == "paused"


@pytest.mark.parametrize("level", ["emergency", "same_day", "within_days"])
def test_no_reading_takes_the_place_of_an_answer(ready: Caller, now: datetime, level: str) -> None:
    raise_flag(ready, now, level=level)
    refused = codes(begin(ready, read=["RF09"]))
    assert "flagged" in refused
    assert "notice" not in refused
    assert not Experiment.objects.exists()


def test_rules_read_are_names_of_rules(ready: Caller) -> None:
    answer = begin(ready, read=["RF37", "all"])
    assert [fault["field"] for fault in answer.json()["errors"]] == ["read.1"]


def test_stopping_is_repeatable_and_final(ready: Caller) -> None:
    path = f"{ROUTE}/{begin(ready).json()['id']}"
    first = ready.send("patch", path, {"state": "stopped"}).json()
    assert ready.send("patch", path, {"state": "stopped"}).json() == first
    assert (first["state"], first["result"]["verdict"]) == ("stopped", "too_few")
    assert codes(ready.send("patch", path, {"state": "running"})) == {"over"}
    assert begin(ready).status_code == 201


def lived(caller: Caller, arms: list[dict[str, Any]], with_tip: int, without: int, wobble: int = 1) -> None:
    for step, arm in enumerate(arms):
        base = with_tip if arm["on"] else without
        log(caller, date.fromisoformat(arm["date"]), base + (step * 7 % 3 - 1) * wobble)


def test_after_the_last_night_the_result_is_said_with_its_nights(ready: Caller) -> None:
    made = begin(ready).json()
    lived(ready, made["arms"], 4, 4, wobble=2)
    with at(TODAY + timedelta(days=28)):
        ended = ready.get(f"{ROUTE}/{made['id']}").json()
    assert (ended["state"], ended["reason"]) == ("done", "All planned nights are over.")
    assert len(ended["result"]["nights"]) == 28
    assert ended["result"]["on"]["nights"] == ended["result"]["off"]["nights"] == 14
    assert ended["result"]["text"].startswith(("With and without", "These nights cannot tell"))


def test_a_last_night_not_logged_is_waited_for_one_day(ready: Caller) -> None:
    path = f"{ROUTE}/{begin(ready).json()['id']}"
    with at(TODAY + timedelta(days=28)):
        assert ready.get(path).json()["state"] == "running"
    with at(TODAY + timedelta(days=29)):
        assert ready.get(path).json()["state"] == "done"


def test_a_clear_answer_ends_it_early_in_the_workers_reading(ready: Caller) -> None:
    made = begin(ready).json()
    lived(ready, made["arms"][:20], 0, 6, wobble=0)
    without = [date.fromisoformat(arm["date"]) for arm in made["arms"][:20] if not arm["on"]]
    log(ready, without[0], 0)  # pain on fewer nights than call for an appointment
    day = TODAY + timedelta(days=20)
    services.analyse_changed(now=noon(day))
    row = Experiment.objects.get()
    assert (row.state, row.reason) == ("stopped", "helps")
    assert row.result is not None
    assert row.result["verdict"] == "fewer"
    assert row.result["effect"] < -2


def test_clearly_worse_nights_with_the_tip_stop_it(ready: Caller) -> None:
    made = begin(ready).json()
    lived(ready, made["arms"][:4], 9, 4, wobble=0)
    with at(TODAY + timedelta(days=4)):
        seen = ready.get(f"{ROUTE}/{made['id']}").json()
    assert seen["state"] == "stopped"
    assert "worse than before" in seen["reason"]


def test_nights_of_a_pause_are_not_compared(ready: Caller) -> None:
    made = begin(ready).json()
    path = f"{ROUTE}/{made['id']}"
    lived(ready, made["arms"][:8], 2, 2, wobble=0)
    with at(TODAY + timedelta(days=2)):
        ready.send("patch", path, {"state": "paused"})
    with at(TODAY + timedelta(days=6)):
        ready.send("patch", path, {"state": "running"})
    with at(TODAY + timedelta(days=8)):
        result = ready.send("patch", path, {"state": "stopped"}).json()["result"]
    assert [night["value"] is None for night in result["nights"]] == [False] * 2 + [True] * 4 + [False] * 2


def test_a_therapist_reads_but_neither_starts_nor_stops(ready: Caller, tess: Caller) -> None:
    path = f"patients/{ready.patient.pk}/experiments"
    made = begin(ready).json()
    assert tess.get(f"{path}/{made['id']}").json()["id"] == made["id"]
    assert tess.send("post", path, {"tip": TIP, "start": "2026-11-22", "nights": 28}).status_code == 403
    assert tess.send("patch", f"{path}/{made['id']}", {"state": "stopped"}).status_code == 403


def test_nobody_reaches_another_persons_experiment(ready: Caller, bob: Caller, nobody: Client) -> None:
    made = begin(ready).json()
    path = f"patients/{ready.patient.pk}/experiments"
    assert bob.get(path).status_code == bob.get(f"{path}/{made['id']}").status_code == 404
    assert bob.get(f"{ROUTE}/{made['id']}").status_code == 404
    assert bob.send("patch", f"{ROUTE}/{made['id']}", {"state": "stopped"}).status_code == 404
    assert nobody.get(f"/api/v1/{path}").status_code == 401


def test_a_patient_without_one_costs_the_worker_one_query(
    alice: Caller, now: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(3):  # savepoint, the question, release
        experiments.refresh(patient=alice.patient, today=TODAY, now=now)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Take the tip out of the content."""

    def remove() -> None:
        whole = load()
        rest = {name: tip for name, tip in whole.tips.items() if name != TIP}
        found = replace(whole, tips=rest)
        for module in (experiment_queries, api_experiments):
            name = "load_tips" if hasattr(module, "load_tips") else "load"
            monkeypatch.setattr(module, name, lambda *_, **__: found)

    return remove


def test_a_tip_that_left_the_content_keeps_its_words_and_is_not_tried_on(
    ready: Caller, without: Callable[[], None]
) -> None:
    begun = begin(ready).json()
    without()

    (shown,) = ready.get(ROUTE).json()["results"]
    assert (shown["text"], shown["arms"]) == (begun["text"], begun["arms"])
    assert (shown["state"], tonights_arm(ready.patient, TODAY)) == ("paused", None)
    assert codes(begin(ready)) == {"unknown_word"}


def test_an_experiment_without_kept_words_is_shown_too(ready: Caller, without: Callable[[], None]) -> None:
    begin(ready)
    Experiment.objects.update(text="")
    without()

    (shown,) = ready.get(ROUTE).json()["results"]
    assert shown["text"] == "A tip that is no longer in the list."
