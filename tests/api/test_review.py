"""Reviewed marks with undo, and tags of one's own."""

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts import services as accounts
from accounts.models import Consent
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


def test_a_mark_is_made_and_taken_back_to_the_one_before(alice: Caller, tess: Caller, now: datetime) -> None:
    path = f"patients/{alice.patient.pk}/review"
    with time_machine.travel(now - timedelta(days=9), tick=False):
        tess.http.force_login(tess.user)
        tess.send("post", path)
    tess.http.force_login(tess.user)
    second = tess.send("post", path).json()
    undone = tess.send("delete", path).json()
    again = tess.send("delete", path).json()

    assert second["days_since_review"] == 0
    assert undone["days_since_review"] == 9
    assert again == {"reviewed_at": None, "days_since_review": None}
    assert tess.send("delete", path).status_code == 404


def test_a_mark_is_one_therapists_own(alice: Caller, tess: Caller, theo: Caller) -> None:
    accounts.grant_consent(patient=alice.patient, grantee=theo.user, scope=Consent.Scope.SUMMARY)
    tess.send("post", f"patients/{alice.patient.pk}/review")
    assert theo.get("caseload").json()["results"][0]["reviewed_at"] is None


def test_tags_are_replaced_and_seen_by_nobody_else(alice: Caller, tess: Caller, theo: Caller) -> None:
    accounts.grant_consent(patient=alice.patient, grantee=theo.user, scope=Consent.Scope.FULL)
    path = f"patients/{alice.patient.pk}/tags"
    tess.send("put", path, {"tags": ["knee", "post-op"]})
    tess.send("put", path, {"tags": ["post-op", "tuesday", "tuesday"]})

    assert tess.get(path).json()["results"] == ["post-op", "tuesday"]
    assert theo.get(path).json()["results"] == []
    assert alice.get(path).status_code == 403
