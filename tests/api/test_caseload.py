"""The caseload, row by row."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts import services as accounts
from accounts.models import Consent
from care import queries
from insights.models import Flag
from journal import closing
from journal.models import Night
from tests.api.authz.people import client_of, someone
from tests.care.nights import LAST, log
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def row_of(tess: Caller, patient: Caller) -> dict[str, Any]:
    rows = tess.get("caseload").json()["results"]
    found: dict[str, Any] = next(row for row in rows if row["patient"] == str(patient.patient.pk))
    return found


def flag(patient: Caller, now: datetime, level: str = "same_day") -> Flag:
    return Flag.objects.create(
        patient=patient.patient, rule="RF04", rule_version="1", level=level, night=LAST, raised_at=now
    )


def test_figures_are_those_of_the_nights_that_have_ended(alice: Caller, tess: Caller, now: datetime) -> None:
    strengths = {ago: (ago * 7) % 10 for ago in range(50) if ago % 4}
    for ago, strength in strengths.items():
        log(alice.patient, ago, strength, now)
    log(alice.patient, -1, 9, now)

    row = row_of(tess, alice)

    # Today is the 22nd: its night has not ended. "now" is the 14 dates up to the 21st, "before" the 28 before them.
    late = [value for ago, value in strengths.items() if ago <= 13]
    early = [value for ago, value in strengths.items() if 13 < ago <= 41]
    for side, values in (("now", late), ("before", early)):
        hurt = [value for value in values if value]
        found = row["verdict"][side]
        assert (found["painful"], found["answered"]) == (len(hurt), len(values))
        assert abs(found["strength"] - sum(hurt) / len(hurt)) <= 0.25
    assert row["verdict"]["now"]["last"] == "2026-11-21"
    assert row["nights"] == {"logged": len(late), "of": 14}
    assert row["last_night"] == {"date": "2026-11-20", "pain": True, "strength": 7}


def test_an_episode_alone_makes_a_night_with_pain(alice: Caller, tess: Caller, night: dict[str, Any]) -> None:
    alice.send("patch", "patients/me/nights/2026-11-21", {"episodes": night["episodes"]})
    row = row_of(tess, alice)
    assert row["last_night"]["pain"] is True
    assert row["verdict"]["now"]["painful"] == 1


def test_several_episodes_count_as_one_night_by_the_worst(
    alice: Caller, tess: Caller, now: datetime, night: dict[str, Any]
) -> None:
    second = {**night["episodes"][0], "id": "01938f6e-8a3c-7c11-9a51-2f1f6f0c2b11", "intensity": 3}
    alice.send("put", "patients/me/nights/2026-11-21", {**night, "episodes": [*night["episodes"], second]})
    row = row_of(tess, alice)
    assert (row["nights"]["logged"], row["last_night"]["strength"]) == (1, 7)


def test_a_deleted_episode_and_a_night_in_the_trash_count_for_nothing(
    alice: Caller, tess: Caller, night: dict[str, Any]
) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)
    alice.send("put", "patients/me/nights/2026-11-20", {"pain": True})
    alice.send("delete", "patients/me/nights/2026-11-21")
    row = row_of(tess, alice)
    assert row["last_night"] == {"date": "2026-11-20", "pain": True, "strength": None}


def test_not_said_is_never_zero(alice: Caller, tess: Caller, now: datetime) -> None:
    for ago in range(5):
        log(alice.patient, ago, None, now)
    now_said = row_of(tess, alice)["verdict"]["now"]
    assert (now_said["painful"], now_said["answered"], now_said["strength"]) == (5, 5, None)


def test_an_open_flag_puts_a_patient_first_and_a_routine_one_does_not(
    alice: Caller, tess: Caller, now: datetime
) -> None:
    log(alice.patient, 1, 2, now)
    flag(alice, now, "routine")
    before = row_of(tess, alice)
    Flag.objects.update(level="same_day")
    after = row_of(tess, alice)
    assert (before["section"], after["section"]) == ("steady", "flagged")
    assert [one["rule"] for one in before["flags"]] == ["RF04"]


def test_late_nights_are_counted(alice: Caller, tess: Caller, now: datetime) -> None:
    log(alice.patient, 1, 2, now)
    alice.send("put", "patients/me/nights/2026-11-15", {"pain": False})
    assert row_of(tess, alice)["late"] == 1


def test_old_nights_make_silence_and_none_make_no_data(alice: Caller, tess: Caller, now: datetime) -> None:
    empty = row_of(tess, alice)["section"]
    log(alice.patient, 60, 4, now)
    silent = row_of(tess, alice)
    assert (empty, silent["section"]) == ("no_data", "silent")
    assert silent["last_night"] == {"date": "2026-09-22", "pain": True, "strength": 4}


def test_nights_before_the_agreed_date_count_for_nothing(alice: Caller, theo: Caller, now: datetime) -> None:
    log(alice.patient, 60, 9, now)
    log(alice.patient, 5, 9, now)
    flag(alice, now)
    accounts.grant_consent(
        patient=alice.patient, grantee=theo.user, scope=Consent.Scope.SUMMARY, from_date=date(2026, 11, 22)
    )
    row = row_of(theo, alice)
    assert (row["section"], row["last_night"], row["flags"]) == ("no_data", None, [])


def test_peg_weeks_are_set_against_each_other(alice: Caller, tess: Caller) -> None:
    for monday, answers in {"2026-11-09": 3, "2026-10-19": 6}.items():
        body = {"pain": answers, "enjoyment": answers, "activity": answers}
        alice.send("put", f"patients/me/peg/{monday}", body)
    assert row_of(tess, alice)["peg"] == {"now": 3, "before": 6, "change": -3, "meaningful": "better"}


def test_rows_can_be_found_sorted_and_tagged(alice: Caller, bob: Caller, tess: Caller, now: datetime) -> None:
    accounts.grant_consent(patient=bob.patient, grantee=tess.user, scope=Consent.Scope.FULL)
    log(alice.patient, 1, 2, now)
    tess.send("put", f"patients/{bob.patient.pk}/tags", {"tags": ["knee"]})

    def names(query: str) -> list[str]:
        return [row["name"] for row in tess.get(f"caseload?{query}").json()["results"]]

    assert names("q=MARLOW") == ["Bob Marlow"]
    assert names("tag=knee") == ["Bob Marlow"]
    assert names("section=steady") == ["Alice Fenwick"]
    assert names("sort=name") == ["Alice Fenwick", "Bob Marlow"]
    assert names("sort=last_night") == ["Bob Marlow", "Alice Fenwick"]
    for wrong in ("sort=patient__email", "sort=", "section="):
        assert tess.get(f"caseload?{wrong}").status_code == 422
    assert tess.get("caseload?limit=1000000").status_code == 400


def test_each_shown_patient_reads_of_it_in_their_log_once(alice: Caller, tess: Caller) -> None:
    for _ in range(3):
        tess.get("caseload")
    rows = alice.get("patients/me/access").json()["results"]
    assert [(row["name"], row["what"]) for row in rows] == [("Tess Okafor", "caseload")]


def test_nobody_is_promised_to_be_watched(tess: Caller) -> None:
    answer = tess.get("caseload").json()
    assert "real time" in answer["not_watched"]
    assert answer["sections"][0]["id"] == "flagged"


@pytest.mark.parametrize(
    ("language", "rule"),
    [("de", "Seit 14 Tagen keine Nacht eingetragen."), ("es", "Ninguna noche anotada en 14 días.")],
)
def test_the_rules_are_published_in_the_readers_language(tess: Caller, language: str, rule: str) -> None:
    tess.send("patch", "me", {"language": language})
    answer = tess.get("caseload").json()
    assert rule in [section["rule"] for section in answer["sections"]]
    assert "real time" not in answer["not_watched"]


def test_a_closed_record_says_so_in_its_row_and_on_its_page(
    alice: Caller, tess: Caller, now: datetime
) -> None:
    page = f"patients/{alice.patient.pk}/page"
    assert (row_of(tess, alice)["closed"], tess.get(page).json()["closed"]) == (None, None)
    day = closing.close(patient=alice.patient, reason="deceased", now=now).erase_on.isoformat()
    assert (row_of(tess, alice)["closed"], tess.get(page).json()["closed"]) == (day, day)
    assert tess.send("post", f"patients/{alice.patient.pk}/review").json()["code"] == "closed"


def test_a_caseload_is_for_therapists(alice: Caller, nobody: Client) -> None:
    assert alice.get("caseload").status_code == 403
    assert nobody.get("/api/v1/caseload").status_code == 401


def test_the_number_of_queries_does_not_grow_with_the_patients(
    db: None, now: datetime, django_assert_max_num_queries: Any
) -> None:
    tess = someone("tess@example.com", is_therapist=True)
    for number in range(12):
        patient = someone(f"p{number}@example.com").patient
        accounts.grant_consent(patient=patient, grantee=tess, scope="full")
        log(patient, number * 9, 5, now)
    desk = client_of(tess)
    desk.get("/api/v1/caseload")

    with django_assert_max_num_queries(15):
        answer = desk.get("/api/v1/caseload")

    assert len(answer.json()["results"]) == 12
    assert Night.objects.count() == 12


def test_the_most_in_need_stand_first(alice: Caller, bob: Caller, tess: Caller, now: datetime) -> None:
    accounts.grant_consent(patient=bob.patient, grantee=tess.user, scope=Consent.Scope.FULL)
    log(alice.patient, 1, 2, now)
    log(bob.patient, 1, 2, now)
    flag(bob, now)
    rows = queries.caseload(tess.user, now=now + timedelta(hours=1)).rows
    assert [row.name for row in rows] == ["Bob Marlow", "Alice Fenwick"]
