"""What becomes due is put down once, whoever looks and however late."""

import random
import threading
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from delivery import services
from delivery.models import Device, Message, Push, Schedule, StreamChoice
from delivery.queries import schedules
from journal.models import Night
from tests.cast import Caller, person

SUNDAY = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


AROUND = ["Pacific/Kiritimati", "Pacific/Auckland", "Asia/Kolkata", "Europe/London", "Pacific/Honolulu"]


def move(person: Caller, zone: str) -> None:
    """The phone is somewhere else now."""
    person.user.timezone = zone
    person.user.save()


def summaries() -> Any:
    return Message.objects.filter(kind="weekly_summary")


def test_a_weekly_mail_is_put_down_at_the_persons_hour(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    services.plan(now=MONDAY - timedelta(seconds=1))
    assert not summaries().exists()

    services.plan(now=MONDAY)

    assert [(row.period, row.state) for row in summaries()] == [("2026-11-16", "pending")]


def test_looking_again_puts_nothing_more_down(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    assert [services.plan(now=MONDAY + step * HOUR) for step in range(3)] == [1, 0, 0]


@pytest.mark.parametrize("late", [30, 47])
def test_beat_stopped_over_the_hour_sends_once_and_late(alice: Caller, late: int) -> None:
    services.plan(now=SUNDAY)
    assert services.plan(now=MONDAY + late * HOUR) == 1
    assert summaries().get().state == "pending"


def test_more_than_two_days_late_is_skipped_and_kept_in_the_record(
    alice: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    services.plan(now=SUNDAY)
    assert services.plan(now=MONDAY + 49 * HOUR) == 0

    row = summaries().get()
    assert (row.state, row.reason) == ("suppressed", "too_late")
    assert "skipped" in caplog.text


def test_weeks_of_silence_are_not_made_up_for(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    services.plan(now=MONDAY + timedelta(weeks=3, hours=1))
    assert [(row.period, row.state) for row in summaries()] == [("2026-12-07", "pending")]


@pytest.mark.full
def test_a_year_of_ticks_gives_one_mail_a_week(alice: Caller) -> None:
    now = SUNDAY
    while now < SUNDAY + timedelta(days=366):
        services.plan(now=now)
        now += 24 * HOUR
    periods = sorted(summaries().values_list("period", flat=True))
    assert len(periods) == len(set(periods)) == 53
    days = [date.fromisoformat(period) for period in periods]
    assert {(b - a).days for a, b in pairwise(days)} == {7}


def test_a_new_zone_or_hour_moves_the_instant(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    alice.user.timezone, alice.user.mail_hour = "America/New_York", 20
    alice.user.save()

    services.plan(now=SUNDAY)

    assert Schedule.objects.get(stream="summary").due_at == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_flying_west_after_the_mail_came_brings_no_second_one(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    services.plan(now=MONDAY)
    alice.user.timezone = "America/New_York"
    alice.user.save()

    services.plan(now=MONDAY + HOUR)
    services.plan(now=MONDAY + 6 * HOUR)

    assert summaries().count() == 1


def test_flying_east_over_the_hour_loses_no_week(alice: Caller) -> None:
    move(alice, "America/Los_Angeles")
    services.plan(now=SUNDAY)
    move(alice, "Pacific/Auckland")

    services.plan(now=MONDAY - 4 * HOUR)  # Monday, 17:00 in Auckland; Sunday, 20:00 in Los Angeles

    assert [(row.period, row.state) for row in summaries()] == [("2026-11-16", "pending")]


def test_an_earlier_hour_chosen_after_it_has_passed_loses_no_week(alice: Caller) -> None:
    alice.user.mail_hour = 20
    alice.user.save()
    services.plan(now=SUNDAY)
    alice.user.mail_hour = 6
    alice.user.save()

    services.plan(now=MONDAY)

    assert summaries().count() == 1


@pytest.mark.parametrize(
    "seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.full) for seed in range(2, 6))]
)
def test_whoever_travels_has_every_week_told_once(alice: Caller, seed: int) -> None:
    chance, now = random.Random(seed), SUNDAY
    while now < SUNDAY + timedelta(weeks=5):
        if chance.random() < 0.08:
            move(alice, chance.choice(AROUND))
        services.plan(now=now)
        now += 6 * HOUR

    periods = sorted(date.fromisoformat(row.period) for row in summaries())
    assert [later - earlier for earlier, later in pairwise(periods)] == [timedelta(weeks=1)] * (
        len(periods) - 1
    )
    assert len(periods) >= 5
    assert set(summaries().values_list("state", flat=True)) == {"pending"}


@pytest.mark.parametrize(
    "zone",
    [
        *("Europe/Berlin", "Australia/Lord_Howe"),
        *(pytest.param(zone, marks=pytest.mark.full) for zone in ("America/New_York", "Africa/Cairo")),
    ],
)
def test_a_year_of_ticks_over_clock_changes_gives_one_mail_a_week_at_the_local_hour(
    alice: Caller, zone: str
) -> None:
    move(alice, zone)
    due, now = [], SUNDAY
    services.plan(now=now)
    while now < SUNDAY + timedelta(days=366):
        now = Schedule.objects.get(stream="summary").due_at
        assert services.plan(now=now - timedelta(seconds=1)) == 0
        assert services.plan(now=now) == 1
        due.append(now.astimezone(ZoneInfo(zone)))

    assert {(at.weekday(), at.hour) for at in due} == {(0, 8)}
    assert {later.date() - earlier.date() for earlier, later in pairwise(due)} == {timedelta(weeks=1)}
    assert summaries().count() == len(due) == 54


def test_a_therapist_may_have_the_digest_daily_and_the_summary_stays_weekly(tess: Caller) -> None:
    tess.user.mail_summary = "daily"
    tess.user.save()
    for hour in range(0, 24 * 7 + 1, 6):
        services.plan(now=SUNDAY + hour * HOUR)

    mine = Message.objects.filter(user=tess.user)
    assert mine.filter(kind="caseload_digest").count() == 7
    assert mine.filter(kind="weekly_summary").count() == 1


@pytest.mark.parametrize("wish", ["off", "closed"])
def test_who_wants_none_has_none_put_down(alice: Caller, wish: str) -> None:
    services.plan(now=SUNDAY)
    alice.user.mail_summary = "off" if wish == "off" else "weekly"
    alice.user.is_active = wish != "closed"
    alice.user.save()

    services.plan(now=MONDAY)

    assert not summaries().exists()
    assert schedules.wish(alice.user, "summary") is None


def test_patients_get_no_digest(alice: Caller) -> None:
    services.plan(now=SUNDAY)
    assert list(Schedule.objects.values_list("stream", flat=True)) == ["summary"]


def five_beats_at_once(now: datetime) -> list[Exception]:
    """What went wrong in any of them."""
    ready, faults = threading.Barrier(5), []

    def beat() -> None:
        try:
            ready.wait()
            services.plan(now=now)
        except Exception as fault:  # whatever it is, the test must show it
            faults.append(fault)
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(5)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    return faults


def test_five_beats_at_once_put_down_one_mail(shared_database: None) -> None:
    person("alice@example.com")
    services.plan(now=SUNDAY)

    assert five_beats_at_once(MONDAY) == []

    assert summaries().count() == 1


def test_five_beats_at_once_put_down_one_reminder(shared_database: None) -> None:
    alice = person("alice@example.com", reminder_at=time(21, 30)).user
    Device.objects.create(user=alice, endpoint="https://fcm.googleapis.com/fcm/send/a", p256dh="x", auth="y")
    services.plan(now=SUNDAY)

    assert five_beats_at_once(datetime(2026, 11, 22, 21, 30, tzinfo=UTC)) == []

    assert Push.objects.count() == 1


class TestReminders:
    """The nudge on a phone."""

    AT = datetime(2026, 11, 22, 21, 30, tzinfo=UTC)

    @pytest.fixture
    def phone(self, alice: Caller) -> Any:
        alice.user.reminder_at = time(21, 30)
        alice.user.save()
        services.plan(now=SUNDAY)
        endpoint = "https://fcm.googleapis.com/fcm/send/alice"
        return Device.objects.create(user=alice.user, endpoint=endpoint, p256dh="x", auth="y")

    def test_it_is_put_down_for_each_device_once_a_night(self, phone: Any) -> None:
        assert [services.plan(now=self.AT), services.plan(now=self.AT)] == [1, 0]
        push = Push.objects.get()
        assert (push.device, push.period, push.kind) == (phone, "2026-11-22", "reminder")

    def test_a_night_already_written_needs_none(self, phone: Any, alice: Caller) -> None:
        Night.objects.create(
            patient=alice.patient, date=date(2026, 11, 22), timezone="UTC", received_at=SUNDAY
        )
        services.plan(now=self.AT)
        assert not Push.objects.exists()

    def test_a_morning_reminder_asks_for_the_night_that_is_over(self, phone: Any, alice: Caller) -> None:
        alice.user.reminder_at = time(7, 0)
        alice.user.save()
        services.plan(now=self.AT)
        services.plan(now=datetime(2026, 11, 23, 7, 1, tzinfo=UTC))
        assert Push.objects.get().period == "2026-11-22"

    @pytest.mark.parametrize("why", ["resting", "paused", "late"])
    def test_who_rests_pauses_or_would_be_told_late_is_left_alone(
        self, phone: Any, alice: Caller, why: str
    ) -> None:
        now = self.AT
        match why:
            case "resting":
                alice.user.resting = True
                alice.user.save()
            case "paused":
                StreamChoice.objects.create(
                    user=alice.user, stream="reminder", paused_until=date(2026, 12, 24)
                )
            case "late":
                now += timedelta(minutes=61)
        services.plan(now=now)
        assert not Push.objects.exists()
