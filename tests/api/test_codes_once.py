"""A code is made once, however often its button is tapped or its request repeated."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from accounts.models import Invitation, VisitLink
from delivery.models import Message
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
KEY = str(uuid4())
ADDRESS = "someone@example.org"


def make(caller: Caller, path: str, body: dict[str, Any], key: str = KEY) -> Any:
    return caller.send("post", path, body, **{"Idempotency-Key": key})


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("alice", "patients/me/visit-links", {"scope": "summary"}),
        ("alice", "patients/me/consents", {"scope": "full", "email": ADDRESS}),
        ("theo", "invitations", {"scope": "full", "email": ADDRESS}),
    ],
)
def test_the_same_key_gives_the_same_code(
    request: pytest.FixtureRequest, who: str, path: str, body: dict[str, Any]
) -> None:
    caller = request.getfixturevalue(who)
    first, second = make(caller, path, body), make(caller, path, body)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert VisitLink.objects.count() + Invitation.objects.count() == 1
    assert Message.objects.filter(recipient=ADDRESS).count() == ("email" in body)


def test_a_hand_over_is_proposed_once(alice: Caller, tess: Caller) -> None:
    (held,) = tess.get("consents").json()["results"]
    codes = {make(tess, f"consents/{held['id']}/handover", {}).json()["code"] for _ in range(2)}
    assert len(codes) == 1


def test_another_key_another_wish_or_another_person_makes_another_code(alice: Caller, bob: Caller) -> None:
    path = "patients/me/visit-links"
    codes = {
        make(alice, path, {"scope": "summary"}).json()["code"],
        make(alice, path, {"scope": "full"}).json()["code"],
        make(alice, path, {"scope": "summary"}, key=str(uuid4())).json()["code"],
        make(bob, path, {"scope": "summary"}).json()["code"],
        alice.send("post", path, {"scope": "summary"}).json()["code"],
        alice.send("post", path, {"scope": "summary"}).json()["code"],
    }
    assert len(codes) == 6


def test_a_key_whose_code_is_over_opens_nothing_again(alice: Caller, now: datetime) -> None:
    made = make(alice, "patients/me/visit-links", {"scope": "summary"}).json()
    alice.send("delete", f"patients/me/visit-links/{made['id']}")
    assert make(alice, "patients/me/visit-links", {"scope": "summary"}).json()["code"] == "conflict"
    assert alice.send("post", "visit", {"code": made["code"]}).status_code == 404

    late = make(alice, "patients/me/visit-links", {"scope": "full"}).json()
    with time_machine.travel(now + timedelta(minutes=31), tick=False):
        alice.http.force_login(alice.user)  # proved anew: the first sign-in is too old by then
        assert make(alice, "patients/me/visit-links", {"scope": "full"}).status_code == 409
        assert alice.send("post", "visit", {"code": late["code"]}).status_code == 404


@pytest.mark.parametrize("key", ["again", "", "{01938f6e-8a3c-7c11-9a51-2f1f6f0c2b10}", "0" * 32])
def test_a_key_that_is_none_is_named(alice: Caller, key: str) -> None:
    answer = make(alice, "patients/me/visit-links", {"scope": "summary"}, key=key)
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == ["Idempotency-Key"]
