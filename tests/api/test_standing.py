"""An open page learns within moments that it may no longer be shown."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import services as accounts
from accounts.models import AccessLogEntry, Consent
from care.report import paper
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def consent(alice: Caller, tess: Caller) -> Consent:
    return Consent.objects.get(patient=alice.patient, grantee=tess.user)


def end(consent: Consent, now: datetime) -> None:
    accounts.end_consent(consent=consent, now=now)


def test_a_record_stands_open_until_the_consent_ends(
    alice: Caller, tess: Caller, consent: Consent, now: datetime
) -> None:
    path = f"patients/{alice.patient.pk}/standing"
    assert tess.get(path).json() == {"consent": str(consent.pk), "scope": "full"}
    end(consent, now)
    assert tess.get(path).status_code == 404


def test_another_scope_is_another_consent(alice: Caller, tess: Caller, consent: Consent) -> None:
    accounts.grant_consent(patient=alice.patient, grantee=tess.user, scope="summary")
    found = tess.get(f"patients/{alice.patient.pk}/standing").json()
    assert found["scope"] == "summary"
    assert found["consent"] != str(consent.pk)


def test_the_word_of_a_caseload_changes_with_its_consents_and_with_nothing_else(
    alice: Caller, tess: Caller, consent: Consent, now: datetime
) -> None:
    words = [tess.get("caseload").json()["standing"]]
    tess.send("post", f"patients/{alice.patient.pk}/review")
    words += [tess.get("caseload/standing").json()["standing"]]
    end(consent, now)
    words += [tess.get("caseload/standing").json()["standing"]]
    assert words[0] == words[1] != words[2]


def test_asking_is_no_look(alice: Caller, tess: Caller) -> None:
    tess.get(f"patients/{alice.patient.pk}/standing")
    tess.get("caseload/standing")
    assert not AccessLogEntry.objects.filter(patient=alice.user.pseudonym).exists()


def test_a_page_that_only_stands_open_keeps_no_desk_open(alice: Caller, tess: Caller, now: datetime) -> None:
    tess.http.force_login(tess.user)
    for minute in range(0, 34, 2):
        with time_machine.travel(now + timedelta(minutes=minute), tick=False):
            status = tess.get(f"patients/{alice.patient.pk}/standing").status_code
    assert status == 401


def test_asking_costs_four_queries(
    alice: Caller, tess: Caller, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for path in (f"patients/{alice.patient.pk}/standing", "caseload/standing"):
        with django_assert_max_num_queries(4):
            tess.get(path)


def test_a_visit_link_stands_open_until_it_is_revoked(alice: Caller, nobody: Client) -> None:
    made = alice.send("post", "patients/me/visit-links", {}).json()
    path, body = "/api/v1/visit/standing", {"code": made["code"]}
    standing = nobody.post(path, body, content_type="application/json")
    assert standing.json() == {"expires_at": made["expires_at"]}
    assert not AccessLogEntry.objects.filter(patient=alice.user.pseudonym).exists()
    alice.send("delete", f"patients/me/visit-links/{made['id']}")
    assert nobody.post(path, body, content_type="application/json").status_code == 404


def test_a_paper_that_is_being_made_is_not_handed_out_once_the_consent_has_ended(
    alice: Caller, tess: Caller, consent: Consent, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = paper.pdf

    def revoked_meanwhile(*args: Any, **options: Any) -> bytes:
        end(consent, now)
        return make(*args, **options)

    monkeypatch.setattr("api.report.pdf", revoked_meanwhile)
    answer = tess.get(f"patients/{alice.patient.pk}/report.pdf")
    assert (answer.status_code, b"%PDF" in answer.content) == (404, False)
