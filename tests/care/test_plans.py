"""Adherence against a count by hand."""

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from care.plans import adherence

LAST = date(2026, 11, 21)
DAYS = st.dates(LAST - timedelta(days=40), LAST + timedelta(days=10))


@dataclass(frozen=True)
class Asked:
    item: str
    days: list[int]
    starts_on: date
    ended_on: date | None


ITEMS = st.lists(
    st.builds(
        Asked,
        item=st.sampled_from(["t11", "t20", "x.heels"]),
        days=st.lists(st.integers(1, 7), unique=True),
        starts_on=DAYS,
        ended_on=st.none() | DAYS,
    ),
    max_size=5,
)
TICKS = st.frozensets(st.tuples(DAYS, st.sampled_from(["t11", "t20", "x.heels"])), max_size=30)


@given(ITEMS, TICKS, st.integers(1, 30))
def test_adherence_is_what_a_calendar_on_the_wall_would_say(
    items: list[Asked], ticks: frozenset[tuple[date, str]], days: int
) -> None:
    planned = done = 0
    for back in range(days):
        day = LAST - timedelta(days=back)
        for item in {one.item for one in items}:
            rows = [one for one in items if one.item == item]
            asked = [
                one
                for one in rows
                if one.starts_on <= day
                and (one.ended_on is None or one.ended_on > day)
                and day.isoweekday() in one.days
            ]
            planned += bool(asked)
            done += bool(asked) and (day, item) in ticks
    assert adherence(items, ticks, last=LAST, days=days) == {"done": done, "planned": planned}


@given(ITEMS, TICKS)
def test_ticks_of_what_was_not_asked_for_count_for_nothing(
    items: list[Asked], ticks: frozenset[tuple[date, str]]
) -> None:
    found = adherence(items, ticks, last=LAST, days=14)
    assert 0 <= found["done"] <= found["planned"]
