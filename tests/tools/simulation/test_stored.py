"""Made-up people in the database."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command

from accounts.access import PatientAccess
from accounts.models import User
from journal.models import Change
from journal.queries import night_documents
from tools.simulation.people import people
from tools.synthetic_patients import store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_a_stored_diary_says_what_its_line_says() -> None:
    diary = next(iter(people(1, 21, 7))).diary

    patient = store(diary, now=NOW)

    told = {
        night["date"]: (night["pain"], night["day"])
        for night in night_documents(PatientAccess.whole(patient), first=None, last=None)
    }
    assert told == {night["date"]: (night["pain"], night.get("day") or {}) for night in diary["nights"]}


@pytest.mark.django_db
def test_storing_the_same_people_twice_changes_nothing() -> None:
    for _ in range(2):
        call_command(
            "simulate", "--patients", "2", "--nights", "10", "--seed", "3", "--db", stderr=StringIO()
        )
        counted = (User.objects.count(), Change.objects.count())
    assert counted[0] == 2
    assert counted[1] == Change.objects.values("change_id").distinct().count()
