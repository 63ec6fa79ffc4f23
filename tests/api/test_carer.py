"""A carer writes nights for someone who allowed it, and sees their nights and safety messages, nothing else."""

from typing import Any

import pytest

from accounts import services
from accounts.models import AccessLogEntry, Consent
from journal.models import Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
DATE = "2026-11-21"
PHONE = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def carl(alice: Caller, bob: Caller) -> Caller:
    """Bob, whom Alice lets log her nights."""
    services.grant_consent(patient=alice.patient, grantee=bob.user, scope=Consent.Scope.LOG)
    return bob


def test_what_a_carer_writes_says_so_whatever_they_claim(
    alice: Caller, carl: Caller, night: dict[str, Any]
) -> None:
    path = f"patients/{alice.patient.pk}/nights/{DATE}"
    put = carl.send("put", path, {**night, "told_by": "self"})
    patched = carl.send("patch", path, {"day": {"alcohol": True}, "told_by": "self"})
    assert [(answer.status_code, answer.json()["told_by"]) for answer in (put, patched)] == [
        (200, "carer")
    ] * 2
    assert alice.get(f"patients/me/nights/{DATE}").json()["told_by"] == "carer"


def test_the_save_answers_with_the_warnings_it_raises(alice: Caller, carl: Caller) -> None:
    checks = {"pain": True, "checks": {"strip.breath": True}}
    saved = carl.send("patch", f"patients/{alice.patient.pk}/nights/{DATE}", checks).json()
    assert saved["safety"][0]["level"] == "emergency"
    assert carl.get(f"patients/{alice.patient.pk}/safety").json()["results"][0]["level"] == "emergency"


def test_a_carer_deletes_nothing_and_takes_nothing_back(
    alice: Caller, carl: Caller, night: dict[str, Any]
) -> None:
    path = f"patients/{alice.patient.pk}/nights/{DATE}"
    carl.send("put", path, night)
    refused = [
        carl.send("delete", path),
        carl.send("post", f"{path}/restore"),
        carl.get(f"{path}/history"),
        carl.get(f"patients/{alice.patient.pk}/insights"),
        carl.get(f"patients/{alice.patient.pk}/health"),
        carl.get(f"patients/{alice.patient.pk}/events"),
        carl.send("post", f"patients/{alice.patient.pk}/sync", {"device": PHONE}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert Night.objects.of(alice.patient).count() == 1


def test_the_owner_sees_that_a_carer_looked(alice: Caller, carl: Caller) -> None:
    carl.get(f"patients/{alice.patient.pk}/nights")
    assert AccessLogEntry.objects.get(patient=alice.user.pseudonym).role == "carer"
    assert alice.get("patients/me/access").json()["results"][0]["name"] == "Bob Marlow"
