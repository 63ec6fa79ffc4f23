"""Tips, article and patterns over the API."""

from typing import Any

import pytest

from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def test_a_short_cramp_tonight_offers_its_rescue_with_care_and_evidence(
    alice: Caller, night: dict[str, Any]
) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)

    offered = {tip["tip"]: tip for tip in alice.get("patients/me/tips").json()["results"]}

    assert offered["t12"]["basis"] != "pattern"
    assert offered["t12"]["why"]
    assert offered["t12"]["sure"]


def test_a_blocked_tip_says_why_and_what_would_open_it(alice: Caller) -> None:
    alice.send("put", "patients/me/health", {"who": {"vascdis": True}})
    blocked = {block["tip"]: block for block in alice.get("patients/me/tips").json()["blocked"]}
    assert "g_pad" in blocked["t16"]["gates"]
    assert blocked["t16"]["reasons"]


def test_feedback_is_kept_with_its_night(alice: Caller) -> None:
    answer = alice.send("post", "patients/me/tips/t11/feedback", {"date": "2026-11-21", "helped": True})
    assert answer.json() == {"tip": "t11", "date": "2026-11-21", "helped": True}
    assert alice.get("patients/me/nights/2026-11-21").json()["tips_tried"] == [{"tip": "t11", "helped": True}]


def test_feedback_on_no_tip_finds_none(alice: Caller) -> None:
    assert alice.send("post", "patients/me/tips/t99/feedback", {"date": "2026-11-21"}).status_code == 404


def test_every_claim_and_correction_of_the_article_is_public(nobody: Any) -> None:
    article = nobody.get("/api/v1/article").json()
    assert (len(article["claims"]), len(article["corrections"])) == (50, 19)
    assert article["banner"]


def test_a_page_sets_the_article_beside_guidance(nobody: Any) -> None:
    rows = nobody.get("/api/v1/article/pad").json()["rows"]
    assert any(correction["id"] == "X01" for row in rows for correction in row["corrections"])


def test_every_pattern_is_public_and_says_who_reviewed_it_and_when(nobody: Any) -> None:
    patterns = nobody.get("/api/v1/profiles").json()["results"]
    assert len(patterns) == 12
    assert all((one["reviewer"] is None) == (one["reviewed_on"] is None) for one in patterns)
    assert nobody.get("/api/v1/profiles/rls").json()["rates"]
    assert nobody.get("/api/v1/profiles/gout").status_code == 404


def test_bob_sees_no_tips_of_alice(alice: Caller, bob: Caller, nobody: Any) -> None:
    assert bob.get(f"patients/{alice.patient.pk}/tips").status_code == 404
    assert (
        bob.send("post", f"patients/{alice.patient.pk}/tips/t11/feedback", {"date": "2026-11-21"}).status_code
        == 404
    )
    assert nobody.get("/api/v1/patients/me/tips").status_code == 401


def test_a_page_counts_the_readers_own_nights_beside_the_article(
    alice: Caller, night: dict[str, Any]
) -> None:
    alice.send("put", "patients/me/nights/2026-11-21", night)
    told = [line for row in alice.get("patients/me/article/cramp").json()["rows"] for line in row["nights"]]
    assert any("1" in line for line in told)
    assert alice.get("patients/me/article/nothing").status_code == 404


def test_bob_reads_no_page_of_alice(alice: Caller, bob: Caller, nobody: Any) -> None:
    assert bob.get(f"patients/{alice.patient.pk}/article/cramp").status_code == 404
    assert nobody.get("/api/v1/patients/me/article/cramp").status_code == 401
