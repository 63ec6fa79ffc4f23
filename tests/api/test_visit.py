"""A look during a visit, without an account."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import VisitLink
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def noted(alice: Caller, night: dict[str, Any]) -> Caller:
    alice.send("put", "patients/me/nights/2026-11-20", {**night, "note": "a private thought"})
    alice.send("put", "patients/me/visits", {"next": "2026-11-22"})
    alice.send("post", "patients/me/events", {"on": "2026-11-19", "kind": "dose", "text": "half a tablet"})
    return alice


def open_link(alice: Caller, **body: Any) -> dict[str, Any]:
    answer = alice.send("post", "patients/me/visit-links", body)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def look_in(http: Client, code: str) -> Any:
    return http.post("/api/v1/visit", {"code": code}, content_type="application/json")


def test_the_code_opens_the_report_without_an_account(noted: Caller, nobody: Client) -> None:
    link = open_link(noted, scope="summary")
    answer = look_in(nobody, link["code"])
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["scope"]) == ("Alice Fenwick", "summary")
    assert link["link"].endswith(f"/visit#{link['code']}")


def test_the_scope_holds_back_free_text(noted: Caller, nobody: Client) -> None:
    texts = {}
    for scope in ("summary", "full"):
        code = open_link(noted, scope=scope)["code"]
        texts[scope] = look_in(nobody, code).content.decode()
    assert "half a tablet" not in texts["summary"]
    assert "half a tablet" in texts["full"]


def test_nights_before_the_chosen_date_stay_unseen(noted: Caller, nobody: Client) -> None:
    code = open_link(noted, scope="full", **{"from": "2026-11-21"})["code"]
    answer = look_in(nobody, code).json()
    assert (answer["nights"]["logged"], answer["map"]["now"], answer["events"]) == (0, [], [])


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (30, 404)])
def test_it_lasts_half_an_hour(
    noted: Caller, nobody: Client, now: datetime, minutes: int, status: int
) -> None:
    code = open_link(noted)["code"]
    with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
        assert look_in(nobody, code).status_code == status


def test_it_is_closed_at_once_and_closing_is_repeatable(noted: Caller, nobody: Client) -> None:
    link = open_link(noted)
    closed = [noted.send("delete", f"patients/me/visit-links/{link['id']}").status_code for _ in range(2)]
    assert closed == [204, 204]
    assert look_in(nobody, link["code"]).status_code == 404
    assert noted.get("patients/me/visit-links").json()["results"] == []


def test_each_opening_stands_in_the_patients_log(noted: Caller, nobody: Client) -> None:
    code = open_link(noted)["code"]
    for _ in range(2):
        look_in(nobody, code.lower())
    rows = noted.get("patients/me/access").json()["results"]
    assert [(row["role"], row["name"], row["what"]) for row in rows] == [("visit", "", "visit")] * 2


def test_nothing_can_be_written_with_it(noted: Caller, nobody: Client) -> None:
    body = {"code": open_link(noted)["code"]}
    for method in ("get", "put", "patch", "delete"):
        assert getattr(nobody, method)("/api/v1/visit", body).status_code == 405


def test_the_code_is_kept_only_as_a_digest(noted: Caller) -> None:
    code = open_link(noted)["code"]
    assert code.replace("-", "") not in str(VisitLink.objects.get().__dict__)


def test_a_wrong_code_finds_nothing(noted: Caller, nobody: Client) -> None:
    open_link(noted)
    assert look_in(nobody, "0000-0000-0000").status_code == 404


def test_nobody_closes_anothers_link(noted: Caller, bob: Caller, tess: Caller) -> None:
    link = open_link(noted)
    assert bob.send("delete", f"patients/me/visit-links/{link['id']}").status_code == 404
    assert tess.send("delete", f"patients/{noted.patient.pk}/visit-links/{link['id']}").status_code == 403
