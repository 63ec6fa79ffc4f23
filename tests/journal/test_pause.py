"""The journal at rest: one question a week, nothing overwritten, and the end by itself."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import User
from journal import column_queries, entry_queries, pause, services
from journal.documents import NightParts
from journal.limits import load as limits
from journal.models import Night
from tests.cast import Caller, person
from tests.draws import draws
from tests.journal import server

DAY = timedelta(days=1)
LAST = date(2026, 11, 21)
PHONE = "11111111-1111-4111-8111-111111111111"


def moment(after: int = 0) -> datetime:
    """Nine in the morning after `LAST`, or so many days later."""
    return datetime.combine(LAST + DAY, time(9), tzinfo=UTC) + after * DAY


def log(caller: Caller, day: date, *, pain: bool | None, at: datetime | None = None, **more: Any) -> None:
    parts = NightParts.model_validate({"timezone": "Europe/London", "pain": pain, **more})
    services.put_night(patient=caller.patient, date=day, parts=parts, now=at or moment())


def pause_of(caller: Caller, after: int = 0) -> entry_queries.Pause:
    caller.user.refresh_from_db()
    return entry_queries.pause_of(caller.patient, LAST + after * DAY)


@pytest.fixture
def calm(alice: Caller) -> Caller:
    """Fourteen logged nights without pain, the last of them last night."""
    for back in range(limits().quiet_nights):
        log(alice, LAST - back * DAY, pain=False)
    return alice


def fill(caller: Caller, after: int = 0) -> list[date]:
    return pause.fill_and_pause(patient=caller.patient, last=LAST + after * DAY, now=moment(after))


def test_it_is_asked_only_after_enough_nights(alice: Caller) -> None:
    for back in range(limits().quiet_nights - 1):
        log(alice, LAST - back * DAY, pain=False)
    assert not pause_of(alice).ask
    log(alice, LAST - limits().quiet_nights * DAY, pain=False)
    assert pause_of(alice).ask


def test_once_at_rest_it_asks_once_a_week(calm: Caller) -> None:
    fill(calm)
    asked = []
    for after in range(29):
        if pause_of(calm, after).ask:
            asked.append(after)
            fill(calm, after)
    assert asked == [7, 14, 21, 28]
    assert Night.objects.of(calm.patient).count() == limits().quiet_nights + 28


def test_put_off_it_comes_again_in_a_week(calm: Caller) -> None:
    pause.put_off_pause(patient=calm.patient, last=LAST)
    assert [after for after in range(8) if pause_of(calm, after).ask] == [7]
    assert not calm.user.resting


def test_the_answer_marks_late_and_associations_leave_it_out(calm: Caller) -> None:
    filled = fill(calm, after=7)
    nights = Night.objects.filter(patient=calm.patient, date__in=filled)
    assert len(filled) == limits().quiet_week
    assert {(night.pain, night.late) for night in nights} == {(False, True)}
    read = {row["date"] for row in column_queries.factors(calm.patient, None, None)}
    assert not read & {day.isoformat() for day in filled}


def test_a_painful_night_ends_the_rest_and_the_question(calm: Caller) -> None:
    fill(calm)
    assert pause_of(calm).resting
    log(calm, LAST + DAY, pain=True, at=moment(1))
    assert (pause_of(calm, 1).resting, pause_of(calm, 1).may_rest, pause_of(calm, 8).ask) == (
        False,
        False,
        False,
    )


def test_a_spell_from_a_phone_ends_it_too(calm: Caller) -> None:
    fill(calm)
    spell = {
        "id": "22222222-2222-4222-8222-222222222222",
        "kind": "episode",
        "key": "33333333-3333-4333-8333-333333333333",
        "op": "put",
        "data": {"date": (LAST + DAY).isoformat(), "intensity": 5},
        "edited_at": moment(1).isoformat(),
    }
    server.exchange(calm.patient, moment(1), {"cursor": None, "device": PHONE, "changes": [spell]})
    assert not pause_of(calm, 1).resting


def test_an_old_painful_night_told_now_does_not(calm: Caller) -> None:
    fill(calm)
    log(calm, LAST - 60 * DAY, pain=True)
    assert pause_of(calm).resting


def test_who_has_pain_cannot_say_all_quiet(calm: Caller) -> None:
    log(calm, LAST, pain=True, at=moment() + timedelta(hours=1))
    with pytest.raises(entry_queries.PauseNotDue):
        fill(calm)
    assert not User.objects.get(pk=calm.user.pk).resting


def test_what_a_phone_wrote_offline_before_the_answer_stands_against_it(calm: Caller) -> None:
    fill(calm, after=7)
    painful = LAST + 3 * DAY
    change = {
        "id": "44444444-4444-4444-8444-444444444444",
        "kind": "night",
        "key": painful.isoformat(),
        "op": "put",
        "data": {"pain": True},
        "edited_at": datetime.combine(painful + DAY, time(3), tzinfo=UTC).isoformat(),
    }

    server.exchange(calm.patient, moment(8), {"cursor": None, "device": PHONE, "changes": [change]})

    night = Night.objects.get(patient=calm.patient, date=painful)
    assert (night.pain, night.late) == (True, False)
    assert not pause_of(calm, 8).resting


logged = st.sampled_from([None, "nothing", "quiet", "note", "sleep", "deleted"])


class TestWhatWasLogged(TestCase):
    """Whatever the week holds, the answer touches only nights of which nothing was ever said."""

    @draws(60, suppress_health_check=[HealthCheck.too_slow])
    @given(week=st.lists(logged, min_size=7, max_size=7), after=st.integers(0, 3))
    def test_stays_as_it_was(self, week: list[str | None], after: int) -> None:
        caller = person("alice@example.com")
        for back in range(7, 7 + limits().quiet_nights):
            log(caller, LAST - back * DAY, pain=False)
        for back, what in enumerate(week):
            self.say(caller, LAST - back * DAY, what)
        before = {
            row.date: (row.document, row.deleted_at) for row in Night.objects.filter(patient=caller.patient)
        }

        filled = fill(caller, after) if pause_of(caller, after).may_rest else []

        rows = {row.date: row for row in Night.objects.filter(patient=caller.patient)}
        assert {day: (rows[day].document, rows[day].deleted_at) for day in before} == before
        assert set(rows) == set(before) | set(filled)
        assert not set(filled) & set(before)
        assert all((rows[day].pain, rows[day].late) == (False, True) for day in filled)
        assert not {one.isoformat() for one in filled} & {
            row["date"] for row in column_queries.factors(caller.patient, None, None)
        }

    def say(self, caller: Caller, day: date, what: str | None) -> None:
        match what:
            case "quiet" | "deleted":
                log(caller, day, pain=False)
                if what == "deleted":
                    services.delete_night(patient=caller.patient, date=day, now=moment())
            case "note":
                log(caller, day, pain=None, note="slept at a friend's")
            case "sleep":
                log(caller, day, pain=None, sleep={"quality": 3})
