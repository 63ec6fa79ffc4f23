"""The report's figures against a count by hand, and what is never counted."""

from statistics import median
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from care.report import figures

ACTIONS = ("stretch", "massage", "heat")
OUTCOMES = ("helped", "no_change", "worse")
EPISODES = st.lists(
    st.fixed_dictionaries(
        {
            "intensity": st.none() | st.integers(0, 10),
            "actions": st.none() | st.dictionaries(st.sampled_from(ACTIONS), st.sampled_from(OUTCOMES)),
        }
    ),
    min_size=1,
    max_size=3,
)
PAINFUL = st.fixed_dictionaries({"pain": st.just(True), "episodes": EPISODES})
QUIET: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"pain": st.sampled_from([False, None]), "episodes": st.just([])}
)
TIPS = st.lists(
    st.fixed_dictionaries({"tip": st.sampled_from(["t01", "t11"]), "helped": st.none() | st.booleans()}),
    max_size=2,
    unique_by=lambda tried: tried["tip"],
)


@st.composite
def nights(draw: Any) -> list[dict[str, Any]]:
    found = draw(st.lists(PAINFUL | QUIET, max_size=12))
    return [
        {**night, "date": f"2026-11-{place:02}", "tips_tried": draw(TIPS), "told_by": "self", "late": False}
        for place, night in enumerate(found, start=1)
    ]


@given(nights())
def test_something_tried_twice_in_a_night_was_tried_on_one_night(diary: list[dict[str, Any]]) -> None:
    found = {(one.kind, one.id): one for one in figures.tried(diary)}
    for action in ACTIONS:
        tried_on = [
            [(episode["actions"] or {}).get(action) for episode in night["episodes"]] for night in diary
        ]
        told = [[how for how in night if how] for night in tried_on]
        nights_tried = [night for night in told if night]
        one = found.get(("action", action))
        assert (one.nights if one else 0) == len(nights_tried)
        assert (one.helped if one else 0) == sum("helped" in night for night in nights_tried)
        assert (one.worse if one else 0) == sum(set(night) == {"worse"} for night in nights_tried)


@given(nights())
def test_an_untold_tip_is_tried_and_neither_helped_nor_not(diary: list[dict[str, Any]]) -> None:
    found = {one.id: one for one in figures.tried(diary) if one.kind == "tip"}
    for tip in ("t01", "t11"):
        said = [one["helped"] for night in diary for one in night["tips_tried"] if one["tip"] == tip]
        one = found.get(tip)
        assert (one.nights if one else 0) == len(said)
        assert (one.told if one else 0) == sum(helped is not None for helped in said)
        assert (one.helped if one else 0) == sum(helped is True for helped in said)


@given(nights(), nights())
def test_medians_leave_out_what_was_not_said(late: list[dict[str, Any]], early: list[dict[str, Any]]) -> None:
    def strength(night: dict[str, Any]) -> float | None:
        said: float | None = night["episodes"][0]["intensity"] if night["pain"] else None
        return said

    pair = figures.pair(late, early, strength)  # type: ignore[arg-type]
    said = [value for night in late if (value := strength(night)) is not None]
    assert pair.now == (round(median(said), 1) if said else None)
    assert pair.nights == len(said)


@given(nights())
def test_counts_add_up(diary: list[dict[str, Any]]) -> None:
    counts = figures.counts(diary, 28)
    assert counts["painful"] <= counts["answered"] <= counts["logged"] == len(diary)
    assert counts["of"] == 28
