"""Red flags over the API: raised with the save, standing until answered, never softened."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from insights.models import Flag, FlagReply
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
LAST = "patients/me/nights/2026-11-21"


def flags(caller: Caller) -> list[tuple[str, str]]:
    return [(flag["rule"], flag["level"]) for flag in caller.get("patients/me/safety").json()["results"]]


def check(caller: Caller, path: str = LAST, **answers: object) -> Any:
    return caller.send(
        "patch", path, {"checks": {name.replace("__", "."): value for name, value in answers.items()}}
    )


def swollen(caller: Caller) -> Any:
    sore = {"id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10", "sites": [{"site": "calf", "side": "left"}]}
    caller.send("patch", LAST, {"episodes": [sore]})
    return check(caller, dvt__new_swelling="left")


def test_the_save_itself_warns(alice: Caller) -> None:
    answer = check(alice, pe__breathless_new=True).json()["safety"]
    assert [(flag["rule"], flag["level"]) for flag in answer] == [("RF01", "emergency")]
    assert answer[0]["headline"] == "Get emergency help now"
    assert "Nobody is watching this live" in answer[0]["not_live"]


def test_the_flag_names_whom_to_call_where_the_person_lives(alice: Caller) -> None:
    alice.send("patch", "me", {"country": "GB"})
    assert check(alice, pe__collapse=True).json()["safety"][0]["call"]["number"] == "999"


def test_an_unknown_country_names_no_service(alice: Caller) -> None:
    assert check(alice, pe__collapse=True).json()["safety"][0]["call"]["number"] is None


def test_ones_own_emergency_number_comes_first(alice: Caller) -> None:
    alice.send("patch", "me", {"country": "GB", "emergency_number": "144"})
    assert check(alice, pe__collapse=True).json()["safety"][0]["call"]["number"] == "144"


def test_a_flag_stands_after_its_answer_is_taken_out_of_the_night(alice: Caller) -> None:
    check(alice, pe__collapse=True)
    check(alice, pe__collapse=False)
    assert flags(alice) == [("RF01", "emergency")]


def test_the_most_urgent_comes_first_and_all_are_listed(alice: Caller) -> None:
    swollen(alice)
    check(alice, pe__chest_pain=True)
    assert flags(alice) == [("RF01", "emergency"), ("RF03", "same_day")]


def test_being_seen_closes_and_silences(alice: Caller) -> None:
    flag = swollen(alice).json()["safety"][0]["id"]

    answer = alice.send(
        "post", f"patients/me/safety/{flag}/seen", {"outcome": "seen_cleared", "on": "2026-11-22"}
    )
    check(alice, dvt__calf_bigger=False)

    assert answer.json()["results"] == []
    assert flags(alice) == []


def test_something_new_breaks_the_silence(alice: Caller) -> None:
    flag = swollen(alice).json()["safety"][0]["id"]
    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "seen_cleared", "on": "2026-11-22"})

    check(alice, dvt__pitting="left")

    assert flags(alice) == [("RF02", "same_day")]


def test_the_silence_of_a_clot_ends_after_seven_days(alice: Caller, now: datetime) -> None:
    flag = swollen(alice).json()["safety"][0]["id"]
    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "seen_cleared", "on": "2026-11-22"})

    with time_machine.travel(now + timedelta(days=7), tick=False):
        sore = {"id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b11", "sites": [{"site": "calf", "side": "left"}]}
        body = {"episodes": [sore], "checks": {"dvt.new_swelling": "left"}}
        alice.send("patch", "patients/me/nights/2026-11-28", body)
        assert flags(alice) == [("RF03", "same_day")]


def test_reaching_nobody_leaves_the_flag_standing(alice: Caller) -> None:
    flag = swollen(alice).json()["safety"][0]["id"]
    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "could_not_reach", "on": "2026-11-22"})
    assert flags(alice) == [("RF03", "same_day")]


def test_a_mistap_is_undone_and_kept_in_the_log(alice: Caller) -> None:
    flag = check(alice, pe__collapse=True).json()["safety"][0]["id"]

    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "mistap", "on": "2026-11-22"})
    check(alice, inf__fever=False)
    assert flags(alice) == []

    alice.send("delete", f"patients/me/safety/{flag}/seen")
    assert flags(alice) == [("RF01", "emergency")]
    assert FlagReply.objects.get(outcome="mistap").undone_at is not None


def test_an_old_night_raises_nothing_urgent_but_is_asked_about(alice: Caller) -> None:
    answer = check(alice, "patients/me/nights/2026-11-10", pe__chest_pain=True).json()["safety"]
    assert [(flag["rule"], flag["asks"]) for flag in answer] == [("RF01", True)]


def test_still_so_is_judged_as_todays_answer(alice: Caller) -> None:
    check(alice, "patients/me/nights/2026-11-10", pe__chest_pain=True)
    answer = check(alice, pe__chest_pain=True).json()["safety"]
    assert [(flag["rule"], flag["asks"]) for flag in answer] == [("RF01", False)]


def test_a_no_of_tonight_settles_nothing_older(alice: Caller) -> None:
    check(alice, "patients/me/nights/2026-11-10", pe__chest_pain=True)
    answer = check(alice, pe__chest_pain=False).json()["safety"]
    assert [(flag["rule"], flag["asks"]) for flag in answer] == [("RF01", True)]


def test_gone_lowers_an_emergency_and_leaves_it_standing(alice: Caller) -> None:
    flag = check(alice, "patients/me/nights/2026-11-10", pe__chest_pain=True).json()["safety"][0]["id"]
    alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "gone", "on": "2026-11-22"})
    assert flags(alice) == [("RF01", "same_day")]


def test_rule_version_and_answers_are_kept(alice: Caller) -> None:
    check(alice, pe__cough_blood=True)
    kept = Flag.objects.get()
    assert (kept.rule, kept.rule_version, kept.items) == ("RF01", "1", ["pe.cough_blood"])
    assert kept.shown_at is not None


def test_not_asked_is_an_incomplete_check(alice: Caller) -> None:
    answer = alice.get("patients/me/safety").json()
    assert answer["incomplete"]["text"].startswith("Safety check incomplete")


def test_an_emergency_hides_every_tip(alice: Caller) -> None:
    check(alice, pe__collapse=True)
    answer = alice.get("patients/me/tips").json()
    assert (answer["level"], answer["results"]) == ("emergency", [])


def test_a_day_in_the_future_is_refused(alice: Caller) -> None:
    flag = check(alice, pe__collapse=True).json()["safety"][0]["id"]
    answer = alice.send("post", f"patients/me/safety/{flag}/seen", {"outcome": "mistap", "on": "2026-11-23"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "on")


def test_bob_finds_no_flag_of_alice(alice: Caller, bob: Caller) -> None:
    flag = check(alice, pe__collapse=True).json()["safety"][0]["id"]
    assert bob.get(f"patients/{alice.patient.pk}/safety").status_code == 404
    said = {"outcome": "mistap", "on": "2026-11-22"}
    assert bob.send("post", f"patients/me/safety/{flag}/seen", said).status_code == 404


def test_nobody_is_asked_to_sign_in(nobody: Any) -> None:
    assert nobody.get("/api/v1/patients/me/safety").status_code == 401


def test_a_lapsed_answer_is_not_asked_again_and_raises_nothing(alice: Caller, now: datetime) -> None:
    alice.send("put", "patients/me/health", {"who": {"injury": True, "diabetes": True}})

    with time_machine.travel(now + timedelta(days=8), tick=False):
        assert alice.get("patients/me/health").json() == {"who": {"diabetes": True}}
