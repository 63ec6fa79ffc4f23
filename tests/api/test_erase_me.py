"""Erasing one's own account."""

from typing import Any

import pytest

from accounts.models import Patient, User
from delivery.models import Message
from journal.models import Change, Night
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def test_nothing_of_an_erased_account_is_left_but_its_last_mail(
    alice: Caller, bob: Caller, night: dict[str, Any]
) -> None:
    for caller in (alice, bob):
        caller.send("put", "patients/me/nights/2026-11-21", night)

    assert alice.send("delete", "me").status_code == 204

    assert list(User.objects.values_list("email", flat=True)) == [bob.user.email]
    assert set(Night.objects.values_list("patient", flat=True)) == {bob.patient.pk}
    assert set(Change.objects.values_list("patient", flat=True)) == {bob.patient.pk}
    assert Message.objects.filter(recipient=alice.user.email, kind="account_erased").count() == 1


def test_its_session_opens_nothing_any_more(alice: Caller) -> None:
    alice.send("delete", "me")
    assert alice.get("me").status_code == 401
    assert not Patient.objects.filter(pk=alice.patient.pk).exists()


def test_nobody_erases_nobody(nobody: Any, db: None) -> None:
    assert nobody.delete("/api/v1/me").status_code == 401
