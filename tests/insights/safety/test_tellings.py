"""Which night a flag is about."""

from datetime import UTC, date, datetime

import pytest

from insights.safety.tellings import this_evening

TODAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 16, 20, tzinfo=UTC)
LONG = {"weeks_of_trouble": 8}


@pytest.mark.parametrize(
    ("told", "about"),
    [(["2026-11-28"], "2026-11-28"), (["2026-11-28", "2026-11-29"], "2026-11-29"), ([], "2026-11-28")],
)
def test_no_flag_is_about_a_night_that_nobody_has_told_yet(told: list[str], about: str) -> None:
    nights = [{"date": day, "pain": True} for day in told]

    raised = this_evening({"health": LONG, "nights": nights}, TODAY, now=NOW)

    assert [(one.rule, one.night) for one in raised] == [("RF33", about)]
