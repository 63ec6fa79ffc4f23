"""What a person may read of who was let in, and of what they agreed to, is rewritten by nobody."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts import agreement
from accounts.models import Agreement, Consent
from accounts.services import agree, end_consent
from privacy.services import erase
from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
CONSENT, AGREEMENT = "accounts_consent", "accounts_agreement"


@pytest.fixture
def consent(alice: Caller, tess: Caller) -> Consent:
    return Consent.objects.get(grantee=tess.user)


@pytest.fixture
def agreed(alice: Caller, now: datetime) -> Agreement:
    return agree(user=alice.user, version=agreement.current().version, language="en", now=now)


@pytest.mark.parametrize(
    ("table", "change"),
    [
        (CONSENT, "scope = 'summary'"),
        (CONSENT, "from_date = '2026-01-01'"),
        (CONSENT, "until_date = '2026-12-31'"),
        (CONSENT, "accepted_as = 'nobody@example.com'"),
        (CONSENT, "accepted_at = '2026-01-01 00:00:00+00'"),
        (CONSENT, "created_at = '2026-01-01 00:00:00+00'"),
        (CONSENT, "grantee_id = (SELECT p.user_id FROM accounts_patient p WHERE p.id = patient_id)"),
        (AGREEMENT, "version = '1'"),
        (AGREEMENT, "language = 'de'"),
        (AGREEMENT, "agreed_at = '2026-01-01 00:00:00+00'"),
    ],
)
def test_no_row_is_rewritten(consent: Consent, agreed: Agreement, table: str, change: str) -> None:
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        connection.cursor().execute(f"UPDATE {table} SET {change}")  # noqa: S608  fixed words


@pytest.mark.parametrize("table", [CONSENT, AGREEMENT])
def test_no_row_is_removed(consent: Consent, agreed: Agreement, table: str) -> None:
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        connection.cursor().execute(f"DELETE FROM {table}")  # noqa: S608  fixed words


def test_an_end_is_final(consent: Consent, agreed: Agreement) -> None:
    now = timezone.now()
    end_consent(consent=consent, now=now)
    Agreement.objects.update(ended_at=now)
    later = now + timedelta(days=1)
    for attempt in (
        lambda: Consent.objects.update(ended_at=later),
        lambda: Consent.objects.update(ended_at=None),
        lambda: Agreement.objects.update(ended_at=None),
        lambda: Agreement.objects.update(ended_at=later),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(DatabaseError), transaction.atomic():
        Consent.objects.update(state="active")


@pytest.mark.parametrize("who", ["alice", "tess"])
def test_erasing_either_side_takes_it_along_and_nobody_else_s(
    alice: Caller, tess: Caller, bob: Caller, theo: Caller, consent: Consent, who: str, now: datetime
) -> None:
    other = Consent.objects.create(patient=bob.patient, grantee=theo.user, scope="full", state="active")
    erase(user={"alice": alice, "tess": tess}[who].user, now=now)
    assert list(Consent.objects.all()) == [other]


def test_an_erasure_under_way_opens_no_other_row(alice: Caller, bob: Caller, consent: Consent) -> None:
    type(bob.user).objects.filter(pk=bob.user.pk).update(being_erased=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.delete()
