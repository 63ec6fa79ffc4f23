"""The access log can only grow, and knows people by pseudonym."""

from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AccessLogEntry
from accounts.services import remove_account
from tests.cast import Caller, person

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def look(alice: Caller, tess: Caller) -> AccessLogEntry:
    tess.get(f"patients/{alice.patient.pk}/insights")
    return AccessLogEntry.objects.latest("id")


def test_who_looked_when_at_what(alice: Caller, tess: Caller, now: datetime) -> None:
    tess.get(f"patients/{alice.patient.pk}/insights")
    assert alice.get("patients/me/access").json() == {
        "results": [
            {
                "at": now.isoformat(),
                "name": "Tess Okafor",
                "role": "therapist",
                "what": "insights",
                "reason": "",
            }
        ],
        "next": None,
    }


def test_a_list_holds_the_looks_at_ones_own_record_alone(
    alice: Caller, bob: Caller, look: AccessLogEntry
) -> None:
    ruth = person("ruth@example.com", name="Ruth Adeyemi", therapist_of=bob)
    ruth.get(f"patients/{bob.patient.pk}/safety")

    told = {one.user.name: one.get("patients/me/access").json()["results"] for one in (alice, bob, ruth)}

    assert {name: [(row["name"], row["what"]) for row in rows] for name, rows in told.items()} == {
        "Alice Fenwick": [("Tess Okafor", "insights")],
        "Bob Marlow": [("Ruth Adeyemi", "safety")],
        "Ruth Adeyemi": [],
    }


@pytest.mark.parametrize(
    "statement", ["UPDATE accounts_look SET what = 'nothing'", "DELETE FROM accounts_look"]
)
def test_the_database_refuses_to_change_or_remove_a_row(look: AccessLogEntry, statement: str) -> None:
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AccessLogEntry.objects.filter(pk=look.pk, what="insights").exists()


def test_nor_is_a_row_replaced_by_adding_it_again(look: AccessLogEntry) -> None:
    columns = [str(field.column) for field in AccessLogEntry._meta.fields]
    forged = ["'forged'" if name == "what" else name for name in columns]
    taken = f"SELECT {', '.join(forged)} FROM accounts_look WHERE true"  # noqa: S608  names of columns
    adding = f"accounts_look ({', '.join(columns)}) {taken}"
    how = {
        "sqlite": f"INSERT OR REPLACE INTO {adding}",
        "postgresql": f"INSERT INTO {adding} ON CONFLICT (id) DO UPDATE SET what = excluded.what",
    }
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
        connection.cursor().execute(how[connection.vendor])
    assert AccessLogEntry.objects.get(pk=look.pk).what == "insights"


def test_the_models_own_ways_are_refused_too(look: AccessLogEntry) -> None:
    rows = AccessLogEntry.objects.all()
    for attempt in (look.delete, rows.delete, lambda: rows.update(what="nothing")):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_the_log_names_nobody_and_outlives_the_account(
    alice: Caller, tess: Caller, look: AccessLogEntry
) -> None:
    row = str({key: str(value) for key, value in look.__dict__.items()})
    assert not any(word in row for word in (str(alice.patient.pk), str(tess.user.pk), "tess@", "Tess"))

    remove_account(user=tess.user)

    rows = alice.get("patients/me/access").json()["results"]
    assert [(one["name"], one["what"]) for one in rows] == [("", "insights")]


def test_ones_own_reading_is_not_logged(alice: Caller) -> None:
    alice.get("patients/me/insights")
    alice.get(f"patients/{alice.patient.pk}/nights")
    assert alice.get("patients/me/access").json()["results"] == []


def test_what_was_refused_was_not_seen(alice: Caller, theo: Caller) -> None:
    theo.get(f"patients/{alice.patient.pk}/insights")
    assert alice.get("patients/me/access").json()["results"] == []


def test_a_long_log_is_read_page_by_page(alice: Caller, tess: Caller) -> None:
    for _ in range(101):
        tess.get(f"patients/{alice.patient.pk}/safety")
    first = alice.get("patients/me/access").json()
    second = alice.get(f"patients/me/access?cursor={first['next']}").json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (100, 1, None)
