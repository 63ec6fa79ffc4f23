"""The therapist's page gathers once, and what it gathers is what each reading by itself would find."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.access import PatientAccess
from accounts.models import Patient
from care import queries
from insights import services as insights
from insights.comparison_queries import days_compared
from insights.models import Insight
from insights.services import put_night
from journal import column_queries, entries, entry_queries, snapshot
from journal import queries as journal
from journal.documents import HealthDocument, NightDocument, read
from tests.cast import Caller

MOST = 12
DAY = timedelta(days=1)
ONCE = ("insights_flag", "journal_night", "journal_entry")


@pytest.fixture
def today(alice: Caller, tess: Caller, now: datetime) -> date:
    """Today, with nights, a background, a week's score, a factor, an event and a flag behind it."""
    day = insights.local_date(alice.patient, now)
    health = read(HealthDocument, {"birth_year": 1961, "who": {"diabetes": True, "smoker": False}})
    insights.take_health(patient=alice.patient, document=health, now=now)
    for ago in (70, 40, 33, 9, 3, 2, 1):
        keep(alice, day - ago * DAY, now, strength=3 + ago % 5)
    keep(alice, day - DAY, now, strength=8, checks={"pe.chest_pain": True})
    slug = entries.add_factor(patient=alice.patient, label="Garden", now=now)
    assert slug
    monday = day - timedelta(days=day.weekday() + 7)
    score = {"pain": 4, "enjoyment": 5, "activity": 6}
    entries.put_entry(patient=alice.patient, kind="peg", key=monday.isoformat(), data=score, now=now)
    entries.set_visits(patient=alice.patient, last=day - 20 * DAY, coming=day + 9 * DAY, today=day, now=now)
    insights.analyse_changed(now=now)
    return day


def keep(alice: Caller, night: date, now: datetime, *, strength: int, **said: Any) -> None:
    """A night with that worst strength."""
    episode = {"id": f"01938f6e-8a3c-7c11-9a51-{night.toordinal():012}", "intensity": strength}
    document = {"timezone": "Europe/London", "pain": True, "episodes": [episode], "day": {"alcohol": True}}
    parts = read(NightDocument, {**document, **said})
    put_night(patient=alice.patient, date=night, parts=parts, now=now)


def reader(alice: Caller, since: date | None) -> queries.Reader:
    """A therapist's, whose consent was read with the record that it opens."""
    record = Patient.objects.select_related("user", "closure").get(pk=alice.patient.pk)
    return queries.Reader(PatientAccess(record, "full", since), "en")


def asked(alice: Caller, tess: Caller, today: date, since: date | None) -> list[str]:
    """The page's questions to the database."""
    opened = reader(alice, since)
    with CaptureQueriesContext(connection) as seen:
        queries.page(opened, tess.user, today=today)
    return [one["sql"] for one in seen.captured_queries]


@pytest.mark.parametrize("days", [None, 30, 2], ids=["every night", "a month", "two days"])
def test_a_page_asks_at_most_twelve_times(alice: Caller, tess: Caller, today: date, days: int | None) -> None:
    said = asked(alice, tess, today, None if days is None else today - days * DAY)

    assert len(said) <= MOST
    for table in ONCE:
        assert len([sql for sql in said if re.search(rf'FROM "{table}"', sql.partition("WHERE")[0])]) <= 1


def test_a_week_after_another_method_it_asks_no_more(alice: Caller, tess: Caller, today: date) -> None:
    row = Insight.objects.get(patient=alice.patient)
    Insight.objects.create(
        patient=alice.patient,
        day=row.day - 8 * DAY,
        revision=1,
        engine="an earlier one",
        content=row.content,
        computed_at=row.computed_at,
        comparison=row.comparison,
    )

    found = queries.page(reader(alice, None), tess.user, today=today)

    assert found["insights"]["changed"]["remade"]
    assert len(asked(alice, tess, today, None)) <= MOST


@pytest.mark.parametrize("days", [None, 30, 2], ids=["every night", "a month", "two days"])
def test_a_snapshot_holds_what_each_query_finds(alice: Caller, today: date, days: int | None) -> None:
    access = PatientAccess(alice.patient, "full", None if days is None else today - days * DAY)
    first = today - days_compared() * DAY
    held, nights = snapshot.entries(access), snapshot.nights(access, first=first)

    assert held.health_seen() == journal.health_document(access)
    assert held.told_health() == journal.told_health(alice.patient)
    assert held.events() == entry_queries.events(access)
    assert held.pegs() == column_queries.pegs(alice.patient)
    assert held.own_labels() == column_queries.own_labels(alice.patient)
    assert nights.documents(first) == journal.night_documents(access, first=first, last=None)
    assert nights.factors(today) == column_queries.factors(alice.patient, access.clip(None), today)


def test_documents_that_were_not_read_are_not_said_to_be_none(alice: Caller, today: date) -> None:
    nights = snapshot.nights(PatientAccess.whole(alice.patient), first=today)

    with pytest.raises(ValueError, match="read from"):
        nights.documents(today - DAY)
