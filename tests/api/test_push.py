"""Subscribing a device, and its receipts."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from delivery.models import Device, Push
from tests.cast import Caller
from tests.delivery.test_push import AUTH, POINT, text

pytestmark = pytest.mark.usefixtures("frozen")
ENDPOINT = "https://fcm.googleapis.com/fcm/send/abc"
BODY = {"endpoint": ENDPOINT, "expirationTime": None, "keys": {"p256dh": POINT, "auth": text(AUTH)}}


def test_a_device_subscribes_and_is_listed_with_the_key_to_do_so(alice: Caller) -> None:
    made = alice.send("post", "push/subscriptions", BODY)
    listed = alice.get("push/subscriptions").json()

    assert made.status_code == 201
    assert [row["id"] for row in listed["results"]] == [made.json()["id"]]
    assert (listed["results"][0]["host"], listed["next"]) == ("fcm.googleapis.com", None)
    assert len(listed["key"]) == 87


def test_subscribing_again_is_the_same_device(alice: Caller) -> None:
    ids = {alice.send("post", "push/subscriptions", BODY).json()["id"] for _ in range(3)}
    assert len(ids) == Device.objects.count() == 1


def test_a_device_is_forgotten_and_forgetting_again_is_the_same(alice: Caller) -> None:
    alice.send("post", "push/subscriptions", BODY)
    answers = [alice.send("delete", "push/subscriptions", {"endpoint": ENDPOINT}).status_code for _ in "ab"]
    assert (answers, Device.objects.count()) == ([204, 204], 0)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "https://127.0.0.1/x"}, "endpoint"),
        ({"endpoint": "https://169.254.169.254/x"}, "endpoint"),
        ({"endpoint": ENDPOINT + "x" * 10_000}, "endpoint"),
        ({"keys": {"p256dh": text(b"\x04" * 65), "auth": text(AUTH)}}, "keys.p256dh"),
        ({"keys": {"p256dh": POINT, "auth": "AA"}}, "keys.auth"),
        ({"keys": {"p256dh": POINT}}, "keys.auth"),
        ({"user": "someone"}, "user"),
    ],
)
def test_what_no_browser_would_send_is_refused(alice: Caller, change: dict[str, Any], field: str) -> None:
    answer = alice.send("post", "push/subscriptions", {**BODY, **change})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert not Device.objects.exists()


def test_no_one_holds_more_than_ten(alice: Caller) -> None:
    for number in range(13):
        alice.send("post", "push/subscriptions", {**BODY, "endpoint": f"{ENDPOINT}{number}"})
    assert len(alice.get("push/subscriptions").json()["results"]) == 10


def test_bob_neither_sees_nor_forgets_the_device_of_alice(alice: Caller, bob: Caller) -> None:
    alice.send("post", "push/subscriptions", BODY)
    bob.send("delete", "push/subscriptions", {"endpoint": ENDPOINT})
    assert bob.get("push/subscriptions").json()["results"] == []
    assert Device.objects.count() == 1


@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nobody_is_asked_to_sign_in(nobody: Client, method: str) -> None:
    answer = getattr(nobody, method)("/api/v1/push/subscriptions", content_type="application/json")
    assert answer.status_code == 401


class TestReceipts:
    @pytest.fixture
    def push(self, alice: Caller) -> Push:
        alice.send("post", "push/subscriptions", BODY)
        at = datetime(2026, 11, 22, tzinfo=UTC)
        return Push.objects.create(
            device=Device.objects.get(), kind="reminder", period="x", chosen_at=at, due_at=at
        )

    def give(self, caller: Client, receipt: object, event: str) -> int:
        body = {"receipt": str(receipt), "event": event}
        answer = caller.post("/api/v1/push/receipts", body, content_type="application/json")
        return int(answer.status_code)

    def test_shown_and_tapped_are_noted_without_a_session(self, push: Push, nobody: Client) -> None:
        assert [self.give(nobody, push.pk, event) for event in ("shown", "tapped")] == [204, 204]
        push.refresh_from_db()
        assert push.shown_at is not None
        assert push.tapped_at is not None

    def test_a_tap_was_seen_too(self, push: Push, nobody: Client) -> None:
        self.give(nobody, push.pk, "tapped")
        push.refresh_from_db()
        assert push.shown_at is not None

    def test_an_unknown_receipt_is_answered_alike(self, push: Push, nobody: Client) -> None:
        assert self.give(nobody, uuid4(), "shown") == 204

    def test_nonsense_is_refused(self, push: Push, nobody: Client) -> None:
        assert [self.give(nobody, "x", "shown"), self.give(nobody, push.pk, "eaten")] == [422, 422]
