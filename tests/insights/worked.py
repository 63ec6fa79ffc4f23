"""Seven diaries worked out by hand, and what the verdict on each must print."""

from collections.abc import Sequence
from datetime import date, timedelta

from insights.course import NightPain

LAST = date(2026, 11, 28)

# 28 nights before, 14 now, oldest first; · not logged, p painful without a number.
WORKED = {
    "Lea": (
        "10 10 0 10 10 9 8 0 p 0 0 7 0 8 0 0 8 7 0 0 · 7 · 0 8 9 8 0 0 0 0 0 0 0 0 6 0 9 8 8 9 10",
        ("flare", True, (6, 14, 8.5), (15, 26, 8.5), (-3.3, 2.0), ("more_nights", "as_strong")),
    ),
    "Casey": (
        "0 " * 28 + "0 0 9 0 9 0 9 0 9 0 9 0 9 0",
        ("worse", True, (6, 14, 9.0), (0, 28, None), (2.6, 4.6), ("new_pain",)),
    ),
    "Robin": (
        "6 5 0 · 0 8 8 6 0 · 5 0 0 8 · 0 5 4 0 5 0 5 0 0 0 0 6 0 7 0 0 0 6 0 6 0 0 4 5 0 0 0",
        ("cannot_tell", False, (5, 14, 5.5), (12, 25, 6.0), (-2.8, 1.6), ()),
    ),
    "Rosa": (
        "0 0 6 10 7 8 7 8 0 0 0 0 5 0 0 0 · 0 0 6 0 0 0 0 0 7 · · · · · · · · · · 8 8 0 8 · 7",
        ("flare", True, (4, 5, 8.0), (9, 25, 7.0), None, ("more_nights", "stronger")),
    ),
    "Dan": (
        "7 0 9 · 0 0 · p · 7 8 6 8 · 6 7 0 0 0 0 0 · 5 7 7 · 0 0 6 0 0 8 p · p 0 8 7 · 7 0 0",
        ("cannot_tell", True, (7, 12, 7.0), (12, 22, 7.0), (-2.6, 2.6), ()),
    ),
    "Mina": (
        "5 4 5 0 4 5 6 5 4 0 5 5 4 6 5 4 5 0 5 4 5 5 6 4 0 5 4 5 0 0 7 0 0 8 0 0 0 · 0 7 0 0",
        ("better", False, (3, 13, 7.5), (24, 28, 5.0), (-3.6, -0.4), ("fewer_nights", "stronger")),
    ),
    "Hana": (
        "0 3 0 0 3 0 4 0 0 3 0 0 0 3 0 4 0 0 3 0 0 3 0 0 4 0 0 3 0 0 3 0 0 4 0 0 3 0 0 0 3 0",
        ("steady", False, (4, 14, 3.5), (10, 28, 3.5), (-1.7, 1.3), ("as_many_nights", "as_strong")),
    ),
}


def dated(strengths: Sequence[int | str | None]) -> dict[date, NightPain]:
    """Answered nights by date; None is not logged, "p" painful without a number."""
    first = LAST - timedelta(days=len(strengths) - 1)
    return {
        first + timedelta(days=step): NightPain(True, None)
        if said == "p"
        else NightPain(int(said) > 0, float(said))
        for step, said in enumerate(strengths)
        if said is not None
    }


def plain(text: str) -> list[int | str | None]:
    """Strengths oldest first; None is not logged, "p" painful without a number."""
    return [None if one == "·" else one if one == "p" else int(one) for one in text.split()]
