"""A desk left alone closes; one's own diary does not."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.cast import Caller

pytestmark = pytest.mark.usefixtures("frozen")
MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def look(tess: Caller, alice: Caller, minutes: int) -> int:
    with time_machine.travel(MORNING + timedelta(minutes=minutes), tick=False):
        return int(tess.get(f"patients/{alice.patient.pk}/insights").status_code)


def sign_in(tess: Caller) -> None:
    with time_machine.travel(MORNING, tick=False):
        tess.http.force_login(tess.user)


def test_after_thirty_idle_minutes_one_signs_in_again(alice: Caller, tess: Caller) -> None:
    sign_in(tess)
    assert [look(tess, alice, minutes) for minutes in (0, 29, 58)] == [200, 200, 200]
    assert look(tess, alice, 89) == 401


def test_the_caseload_closes_with_the_desk(alice: Caller, tess: Caller) -> None:
    sign_in(tess)
    with time_machine.travel(MORNING + timedelta(minutes=31), tick=False):
        answer = tess.get("caseload")
    assert (answer.status_code, answer.json()["code"]) == (401, "session_expired")


def test_a_therapists_own_diary_stays_open(alice: Caller, tess: Caller) -> None:
    sign_in(tess)
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        assert tess.get("patients/me/nights").status_code == 200
