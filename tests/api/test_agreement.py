"""Agreeing that a diary is kept, and taking it back."""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import agreement, checks
from accounts.models import Agreement, Consent, User
from delivery.models import Message
from journal.limits import load as limits
from journal.models import Night
from tests.api.test_sign_in import ADDRESS, WORD, allauth, code_for
from tests.cast import Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
NOW_ASKED = agreement.current().version
# A text that people agreed to is never edited: it gets a new version, and a new line here.
SEALED = {"2026-11-24": "3005fee0b3b91ca1"}


def seal(version: str) -> str:
    texts = agreement.versions()[version].text
    said = {code: [text.title, text.points, text.box, text.withdrawing] for code, text in texts.items()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def agree(caller: Caller, version: str = NOW_ASKED, language: str = "en") -> Any:
    return caller.send("put", "me/agreement", {"version": version, "language": language})


def test_no_text_that_was_agreed_to_has_been_edited() -> None:
    assert {version: seal(version) for version in agreement.versions()} == SEALED


def test_sign_up_keeps_the_version_the_language_and_the_moment(nobody: Client, now: datetime) -> None:
    body = {"email": ADDRESS, "password": WORD, "agreement": NOW_ASKED, "language": "de"}
    pending = allauth(nobody, "app", "auth/signup", body)
    token = pending.json()["meta"]["session_token"]
    allauth(nobody, "app", "auth/email/verify", {"key": code_for(ADDRESS)}, **{"X-Session-Token": token})

    kept = Agreement.objects.get(user__email=ADDRESS)

    assert (kept.version, kept.language, kept.agreed_at, kept.ended_at) == (NOW_ASKED, "de", now, None)


def test_sign_up_with_a_text_that_is_none_makes_no_account(nobody: Client) -> None:
    body = {"email": ADDRESS, "password": WORD, "agreement": "1999-01-01"}
    refused = allauth(nobody, "app", "auth/signup", body)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["param"] == "agreement"
    assert not User.objects.exists()


def test_an_account_that_never_agreed_is_asked(alice: Caller) -> None:
    before = alice.get("me").json()
    after = agree(alice).json()
    assert (before["agreement"], before["agreement_due"]) == (None, NOW_ASKED)
    assert after["agreement_due"] is None
    assert after["agreement"]["version"] == NOW_ASKED


def test_agreeing_twice_is_agreeing_once(alice: Caller) -> None:
    first, second = agree(alice).json(), agree(alice, language="de").json()
    assert first["agreement"] == second["agreement"]
    assert Agreement.objects.count() == 1


def test_a_new_text_asks_again_and_loses_nothing(
    alice: Caller, night: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    agree(alice)
    alice.send("put", "patients/me/nights/2026-11-21", night)
    newer = agreement.Version("2027-01-01", agreement.current().text)
    both = {newer.version: newer, **agreement.versions()}
    monkeypatch.setattr(agreement, "versions", lambda: both)

    asked = alice.get("me").json()
    alice.send("put", "patients/me/nights/2026-11-20", {**night, "episodes": []})
    answered = agree(alice, newer.version).json()

    assert (asked["agreement_due"], answered["agreement_due"]) == (newer.version, None)
    assert Night.objects.count() == 2
    assert list(Agreement.objects.order_by("pk").values_list("version", flat=True)) == [
        NOW_ASKED,
        newer.version,
    ]


def test_the_text_is_there_for_whoever_is_not_signed_in(nobody: Client) -> None:
    said = nobody.get("/api/v1/agreement", headers={"Accept-Language": "de-AT"}).json()
    assert (said["version"], said["language"]) == (NOW_ASKED, "de")
    assert any(str(limits().withdrawn_days) in line for line in said["withdrawing"])
    assert nobody.get("/api/v1/agreement", headers={"Accept-Language": "fr"}).json()["language"] == "en"


@pytest.mark.parametrize(
    "body", [{"version": "1999-01-01", "language": "en"}, {"version": NOW_ASKED, "language": "fr"}]
)
def test_only_a_text_and_a_language_there_are_can_be_agreed_to(alice: Caller, body: dict[str, str]) -> None:
    assert alice.send("put", "me/agreement", body).status_code == 422
    assert not Agreement.objects.exists()


class TestWithdrawn:
    """From the moment it is taken back."""

    @pytest.fixture
    def withdrawn(self, alice: Caller, tess: Caller, night: dict[str, Any]) -> Caller:
        agree(alice)
        alice.send("put", "patients/me/nights/2026-11-21", night)
        assert alice.send("delete", "me/agreement").status_code == 200
        return alice

    def test_it_says_when_all_will_be_gone(self, withdrawn: Caller, now: datetime) -> None:
        me = withdrawn.get("me").json()
        assert me["agreement"]["withdrawn_at"] == now.isoformat()
        assert me["erase_on"] == (now + timedelta(days=limits().withdrawn_days)).date().isoformat()

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("put", "nights/2026-11-20", {"timezone": "Europe/London", "pain": False}),
            ("post", "sync", {"device": "22222222-2222-4222-8222-222222222222"}),
            ("post", "quiet", None),
            ("post", "consents", {"scope": "full"}),
        ],
    )
    def test_nothing_more_is_taken_in(self, withdrawn: Caller, method: str, path: str, body: object) -> None:
        answer = withdrawn.send(method, f"patients/me/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (403, "agreement_withdrawn")
        assert Night.objects.count() == 1

    def test_whoever_was_let_in_is_out(self, withdrawn: Caller, tess: Caller) -> None:
        assert tess.get(f"patients/{withdrawn.patient.pk}/insights").status_code == 404
        assert Consent.objects.get().state == Consent.State.ENDED

    def test_the_diary_can_still_be_read_and_taken_along(self, withdrawn: Caller) -> None:
        assert len(withdrawn.get("patients/me/nights").json()["results"]) == 1
        assert withdrawn.get("patients/me/export?format=json").status_code == 200
        assert withdrawn.get("me/export").status_code == 200

    def test_one_letter_says_what_happens(self, withdrawn: Caller) -> None:
        withdrawn.send("delete", "me/agreement")
        letter = Message.objects.get(kind="agreement_withdrawn")
        assert "6 December" in letter.text

    def test_agreeing_again_brings_all_back(self, withdrawn: Caller, night: dict[str, Any]) -> None:
        again = agree(withdrawn).json()
        saved = withdrawn.send("put", "patients/me/nights/2026-11-20", {**night, "episodes": []})
        assert (again["agreement"]["withdrawn_at"], again["erase_on"]) == (None, None)
        assert saved.status_code == 200
        assert Night.objects.count() == 2
        assert Agreement.objects.count() == 2


def test_the_texts_file_names_its_faults(tmp_path: Path) -> None:
    spoilt = tmp_path / "texts.yaml"
    text = agreement.FILE.read_text()
    spoilt.write_text(text.replace("      es:", "      fr:", 1))
    assert {fault.key.rpartition(".")[2] for fault in agreement.faults(spoilt)} == {"es", "fr"}
    spoilt.write_text(text.replace("        title:", "        titel:", 1))
    assert {fault.key.rpartition(".")[2] for fault in agreement.faults(spoilt)} >= {"title", "titel"}
    assert checks.agreement_is_whole() == []


def test_time_alone_changes_nothing_of_an_agreement(alice: Caller, now: datetime) -> None:
    agree(alice)
    with time_machine.travel(now + timedelta(days=20), tick=False):
        assert alice.get("me").json()["agreement_due"] is None
