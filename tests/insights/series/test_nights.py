from datetime import date

import numpy as np
import pytest

from insights.series import nights as read

SLEEP = {
    "into_bed_at": "2026-11-21T22:40:00+00:00",
    "tried_to_sleep_at": "2026-11-21T23:05:00+00:00",
    "minutes_to_fall_asleep": 25,
    "awakenings": 3,
    "minutes_awake": 40,
    "final_awakening_at": "2026-11-22T06:30:00+00:00",
    "out_of_bed_at": "2026-11-22T06:50:00+00:00",
    "quality": 3,
}
READINGS = [
    read.worst_pain,
    read.painful,
    read.episodes,
    read.sleep_minutes,
    read.sleep_efficiency,
    read.awakenings,
    read.minutes_awake,
    read.quality,
]


@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.__name__)
@pytest.mark.parametrize(
    "night", [{}, {"pain": None, "sleep": None}, {"pain": True, "episodes": [], "sleep": []}]
)
def test_what_was_not_said_is_never_a_number(reading, night):
    assert reading(night) is None or (reading is read.painful and night.get("pain"))


def test_a_pain_free_night_counts_zero():
    night = {"pain": False}
    assert (read.worst_pain(night), read.painful(night), read.episodes(night)) == (0.0, 0.0, 0.0)


def test_the_worst_episode_is_the_nights_strength():
    night = {"pain": True, "episodes": [{"intensity": 3}, {"intensity": 7}, {"intensity": None}]}
    assert read.worst_pain(night) == 7.0
    assert read.episodes(night) == 3.0


def test_sleep_is_counted_as_the_consensus_diary_does():
    night = {"sleep": SLEEP}
    assert read.sleep_minutes(night) == 445 - 25 - 40
    assert read.sleep_efficiency(night) == pytest.approx(100 * 380 / 490)


def test_instants_are_compared_across_a_change_of_clocks():
    moved = dict(
        SLEEP, into_bed_at="2026-11-21T23:40:00+01:00", tried_to_sleep_at="2026-11-22T00:05:00+01:00"
    )
    assert read.sleep_minutes({"sleep": moved}) == read.sleep_minutes({"sleep": SLEEP})


def test_two_periods_of_sleep_are_added_up():
    assert read.sleep_minutes({"sleep": [SLEEP, SLEEP]}) == 2 * 380
    assert read.awakenings({"sleep": [SLEEP, SLEEP]}) == 6
    assert read.quality({"sleep": [SLEEP, SLEEP]}) == 3


@pytest.mark.parametrize("key", ["tried_to_sleep_at", "minutes_to_fall_asleep", "minutes_awake"])
def test_half_a_sleep_record_has_no_sleep_time(key):
    assert read.sleep_minutes({"sleep": {**SLEEP, key: None}}) is None
    assert read.sleep_minutes({"sleep": [SLEEP, {**SLEEP, key: None}]}) is None


def test_who_never_woke_was_awake_no_minute():
    assert read.minutes_awake({"sleep": {"awakenings": 0}}) == 0.0
    assert read.minutes_awake({"sleep": {"awakenings": None}}) is None


def test_the_calendar_keeps_gaps_and_forgets_other_dates():
    nights = [{"date": "2026-06-02", "pain": False}, {"date": "2026-06-09", "pain": True}]
    found = read.calendar(nights, date(2026, 6, 1), date(2026, 6, 3), read.painful)
    assert np.array_equal(found, [np.nan, 0.0, np.nan], equal_nan=True)
