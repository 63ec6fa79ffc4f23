"""The phone's date is kept, whatever the clocks do: a year of nights in five zones."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from accounts.access import PatientAccess
from insights.series.nights import sleep_minutes
from journal import queries, services
from journal.documents import NightParts
from tests.cast import Caller
from tests.draws import draws

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia")
ONE_PERSON = draws(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
YEARS = {"Pacific/Apia": 2011}
INSTANTS = ("into_bed_at", "final_awakening_at")


def wall(day: date, clock: time, zone: str, fold: int = 0) -> datetime:
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).replace(fold=fold)


def kept(caller: Caller, day: date, parts: dict[str, Any], now: datetime) -> dict[str, Any]:
    written = NightParts.model_validate(parts)
    services.put_night(patient=caller.patient, date=day, parts=written, now=now)
    found = queries.find_night(PatientAccess.whole(caller.patient), day)
    assert found is not None
    return dict(found.document)


@pytest.mark.parametrize("zone", ZONES)
@given(data=st.data())
@ONE_PERSON
def test_an_instant_comes_back_as_it_was_said(alice: Caller, zone: str, data: st.DataObject) -> None:
    day = date(YEARS.get(zone, 2026), 1, 1) + timedelta(days=data.draw(st.integers(0, 364)))
    clock = data.draw(st.times().map(lambda one: one.replace(microsecond=0)))
    at = wall(day + timedelta(days=1), clock, zone, fold=data.draw(st.integers(0, 1)))
    episode = {"id": str(uuid.uuid4()), "started_at": at.isoformat()}

    night = kept(
        alice, day, {"timezone": zone, "episodes": [episode]}, at.astimezone(UTC) + timedelta(days=3)
    )

    assert night["date"] == day.isoformat()
    assert night["episodes"][0]["started_at"] == at.isoformat()


@pytest.mark.parametrize("zone", ZONES)
def test_time_asleep_is_true_on_every_night_of_the_year(alice: Caller, zone: str) -> None:
    """From 23:00 to 07:00 by the wall is eight hours but on the nights the clocks change."""
    year = YEARS.get(zone, 2026)
    odd = 0
    for number in range(365):
        day = date(year, 1, 1) + timedelta(days=number)
        bed, up = wall(day, time(23), zone), wall(day + timedelta(days=1), time(7), zone)
        real = (up.astimezone(UTC) - bed.astimezone(UTC)) / timedelta(minutes=1)
        said = {"tried_to_sleep_at": bed.isoformat(), "final_awakening_at": up.isoformat()}
        night = {"sleep": {**said, "minutes_to_fall_asleep": 0, "minutes_awake": 0}}
        assert sleep_minutes(night) == (real if real > 0 else None)  # the day Apia never had
        odd += real != 480
    assert odd in (2, 3, 4)


@pytest.mark.parametrize(
    ("zone", "day", "minutes"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 420),
        ("Europe/Berlin", date(2026, 10, 24), 540),
        ("Australia/Lord_Howe", date(2026, 4, 4), 510),
        ("Australia/Lord_Howe", date(2026, 10, 3), 450),
        ("America/Havana", date(2026, 3, 7), 420),
    ],
)
def test_a_night_of_changing_clocks_has_its_real_length(
    alice: Caller, zone: str, day: date, minutes: int
) -> None:
    bed, up = wall(day, time(23), zone), wall(day + timedelta(days=1), time(7), zone)
    sleep = {"tried_to_sleep_at": bed.isoformat(), "final_awakening_at": up.isoformat()}
    parts = {"timezone": zone, "sleep": {**sleep, "minutes_to_fall_asleep": 0, "minutes_awake": 0}}
    assert sleep_minutes(kept(alice, day, parts, up.astimezone(UTC))) == minutes


def test_a_journey_through_the_night_keeps_both_offsets(alice: Caller) -> None:
    bed, up = (
        wall(date(2026, 6, 1), time(23), "Europe/Berlin"),
        wall(date(2026, 6, 2), time(7), "America/New_York"),
    )
    sleep = {"into_bed_at": bed.isoformat(), "final_awakening_at": up.isoformat()}
    night = kept(alice, date(2026, 6, 1), {"timezone": "Europe/Berlin", "sleep": sleep}, up.astimezone(UTC))
    assert {name: night["sleep"][name] for name in INSTANTS} == sleep


def test_the_day_apia_never_had_is_a_date_like_any_other(alice: Caller, now: datetime) -> None:
    night = kept(alice, date(2011, 12, 30), {"timezone": "Pacific/Apia", "pain": False}, now)
    assert (night["date"], night["late"]) == ("2011-12-30", True)


@pytest.mark.parametrize("zone", ZONES)
@given(hours=st.integers(-12, 200), number=st.integers(0, 364))
@ONE_PERSON
def test_late_is_two_days_after_the_noon_that_ended_the_night(
    alice: Caller, zone: str, hours: int, number: int
) -> None:
    day = date(YEARS.get(zone, 2026), 1, 1) + timedelta(days=number)
    noon = wall(day + timedelta(days=1), time(12), zone).astimezone(UTC)
    mark = transaction.savepoint()

    night = kept(alice, day, {"timezone": zone, "pain": False}, noon + timedelta(hours=hours))

    transaction.savepoint_rollback(mark)
    assert night["late"] is (hours > 48)


@pytest.mark.parametrize("clocks_change", [date(2026, 3, 29), date(2026, 10, 25)], ids=["forward", "back"])
@pytest.mark.parametrize(("minutes", "late"), [(48 * 60, False), (48 * 60 + 1, True)])
def test_the_two_days_are_48_hours_where_the_clocks_change_in_them(
    alice: Caller, clocks_change: date, minutes: int, late: bool
) -> None:
    day = clocks_change - timedelta(days=2)
    noon = wall(day + timedelta(days=1), time(12), "Europe/Berlin").astimezone(UTC)
    parts = {"timezone": "Europe/Berlin", "pain": False}

    assert kept(alice, day, parts, noon + timedelta(minutes=minutes))["late"] is late
