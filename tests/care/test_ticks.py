"""Ticks merge like every unit: any order, any repetition, one answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from care.models import PlanTick
from care.services import check_tick, tick_plan
from journal.documents import InvalidRecord
from journal.merge import Stamp
from tests.cast import Caller

KEY = "2026-11-21/t11"
PHONE, TABLET = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
NIGHT = datetime(2026, 11, 21, 22, 0, tzinfo=UTC)


def tick(alice: Caller, value: bool | None, minutes: int, device: str = PHONE) -> Any:
    stamp = Stamp(NIGHT + timedelta(minutes=minutes), device)
    return tick_plan(patient=alice.patient, key=KEY, data={"value": value}, stamp=stamp)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_the_later_edit_stands_in_any_order(alice: Caller, order: tuple[int, ...]) -> None:
    edits = [(True, 1, PHONE), (False, 2, PHONE), (True, 2, TABLET)]
    for place in order:
        tick(alice, *edits[place])
    row = PlanTick.objects.get()
    assert (row.done, row.device) == (True, TABLET)


def test_a_repeated_edit_changes_nothing(alice: Caller) -> None:
    first = tick(alice, True, 1)
    again = tick(alice, True, 1)
    assert (again.version, again.stands) == (first.version, True)


def test_an_older_edit_does_not_stand(alice: Caller) -> None:
    tick(alice, True, 5)
    late = tick(alice, False, 1)
    assert not late.stands
    assert PlanTick.objects.get().done is True


def test_a_deletion_is_an_edit_like_any_other(alice: Caller) -> None:
    tick(alice, True, 1)
    tick_plan(patient=alice.patient, key=KEY, data=None, stamp=Stamp(NIGHT + timedelta(minutes=9), PHONE))
    assert PlanTick.objects.get().done is None


@pytest.mark.parametrize(
    "key", ["t11", "2026-11-21/", "2026-11-21/t1", "2026-13-01/t11", "2026-11-21/x.A", 7, None]
)
def test_a_wrong_key_is_named(key: object) -> None:
    with pytest.raises(InvalidRecord) as caught:
        check_tick(key, {"value": True})
    assert caught.value.faults[0].field == "key"


@pytest.mark.parametrize("data", [{"value": 1}, {"done": True}, [], "yes"])
def test_wrong_data_is_named(data: object) -> None:
    with pytest.raises(InvalidRecord) as caught:
        check_tick(KEY, data)
    assert caught.value.faults[0].field.startswith("data.")
