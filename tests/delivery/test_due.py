"""When something is due: a walk through whole years of clock changes, hour by hour."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.due import Recurrence, week_before

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour
    "America/Havana",  # at midnight
    "Africa/Cairo",  # at midnight
    "Pacific/Apia",  # left out 30 December 2011
    "Asia/Kathmandu",
    "UTC",
]
YEARS = {"Pacific/Apia": 2011}
INSTANTS = st.integers(1_293_840_000, 2_114_380_800).map(lambda at: datetime.fromtimestamp(at, UTC))
RHYTHMS = st.builds(
    Recurrence,
    st.sampled_from(ZONES),
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.booleans(),
)


@pytest.mark.parametrize("hour", [0, 2, 8, 23])
@pytest.mark.parametrize("zone", ZONES)
def test_a_year_walked_hour_by_hour_gives_one_mail_a_week_at_the_local_hour(zone: str, hour: int) -> None:
    rhythm, place = Recurrence(zone, time(hour), weekly=True), ZoneInfo(zone)
    now = datetime(YEARS.get(zone, 2026), 1, 1, tzinfo=UTC)
    end, due, weeks = now + timedelta(days=366), rhythm.after(now), []
    while now < end:
        if due <= now:
            local = due.astimezone(place)
            weeks.append(week_before(due, zone))
            assert local.weekday() == 0
            assert abs(local - local.replace(hour=hour, minute=0)) <= HOUR
            due = rhythm.after(now)
        now += HOUR

    assert len(weeks) == len(set(weeks))
    assert all(later - earlier == WEEK for earlier, later in pairwise(weeks))


@pytest.mark.parametrize("zone", ZONES)
def test_a_daily_stream_comes_once_a_local_day(zone: str) -> None:
    rhythm, place = Recurrence(zone, time(8), weekly=False), ZoneInfo(zone)
    at = datetime(YEARS.get(zone, 2026), 1, 1, tzinfo=UTC)
    days = []
    for _ in range(364):
        at = rhythm.after(at)
        days.append(at.astimezone(place).date())

    assert len(days) == len(set(days))
    left_out = {date(2011, 12, 30)} if zone == "Pacific/Apia" else set()
    whole = {days[0] + step * DAY for step in range((days[-1] - days[0]).days + 1)}
    assert whole - set(days) == left_out


@given(RHYTHMS, INSTANTS)
def test_the_next_is_later_and_the_latest_is_not(rhythm: Recurrence, now: datetime) -> None:
    assert rhythm.latest(now) <= now < rhythm.after(now)
    assert rhythm.after(rhythm.latest(now)) == rhythm.after(now)
    assert rhythm.latest(rhythm.after(now)) == rhythm.after(now)


@given(RHYTHMS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_time_moves_the_due_instant_only_forward(rhythm: Recurrence, now: datetime, later: timedelta) -> None:
    assert rhythm.after(now) <= rhythm.after(now + later)


@given(st.sampled_from(ZONES), INSTANTS)
def test_the_week_told_of_is_whole_and_over(zone: str, now: datetime) -> None:
    monday = week_before(now, zone)
    today = now.astimezone(ZoneInfo(zone)).date()
    assert monday.weekday() == 0
    assert WEEK <= today - monday < 2 * WEEK
