"""The verdict on a diary's course: recorded cases, worked diaries, and the properties it must keep."""

import io
import json
import random
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from insights.course import NightPain, answered, verdict
from tests.draws import draws
from tests.insights.worked import LAST, WORKED, dated, plain

NIGHTS = 42
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "verdict.json").read_text())["rows"]
CHAIN = {"better": -2, "steady": 0, "worse": 2, "flare": 2}


def judge(strengths):
    return verdict(dated(strengths), LAST)


def figures(window):
    return window.painful, window.answered, window.strength


def test_recorded_cases_come_out_as_recorded():
    keys = ("painful", "answered", "strength")

    for case in VECTORS:
        said = judge(case["nights"]).as_json()
        found = {key: said[key] for key in ("headline", "flare", "severe", "change")}
        found |= {name: {key: said[name][key] for key in keys} for name in ("now", "before")}
        assert found == {key: value for key, value in case.items() if key != "nights"}, case["nights"]


@pytest.mark.parametrize("name", WORKED)
def test_a_worked_diary_prints_what_was_worked_out_by_hand(name):
    nights, (headline, severe, now, before, interval, words) = WORKED[name]

    said = judge(plain(nights))

    assert (said.headline, said.severe, said.words) == (headline, severe, words)
    assert (figures(said.now), figures(said.before)) == (now, before)
    assert (said.change and (round(said.change.low, 1), round(said.change.high, 1))) == interval


def test_two_weeks_without_a_night_are_silent_and_one_night_is_too_few():
    assert judge([3] * 28 + [None] * 14).headline == "silent"
    assert judge([3] * 28 + [None] * 13 + [4]).headline == "too_few"
    assert verdict({}, LAST).headline == "silent"


def test_nights_outside_the_windows_change_nothing():
    nights = dated([*[9] * 30, *plain(WORKED["Mina"][0])])
    after = {LAST + timedelta(days=1): NightPain(True, 10.0)}

    assert verdict({**nights, **after}, LAST) == judge(plain(WORKED["Mina"][0]))


def test_an_episode_hurts_by_itself_and_a_place_may_be_the_worst():
    night = {
        "date": "2026-11-28",
        "episodes": [{"intensity": 3, "sites": [{"site": "calf", "intensity": 6}]}],
    }

    assert answered([night, {"date": "2026-11-27"}]) == {LAST: NightPain(True, 6.0)}


strength = st.none() | st.integers(0, 10)
diaries = st.lists(strength, min_size=NIGHTS, max_size=NIGHTS)


def chain(said):
    """Where a word stands between better and worse; None with too few nights."""
    if said.headline in CHAIN:
        return CHAIN[said.headline]
    return None if said.change is None else (1 if said.change.mean > 0 else -1)


@given(nights=diaries, back=st.integers(0, 13), more=st.integers(1, 10))
@draws(300)
def test_a_worse_night_never_makes_the_word_milder(nights, back, more):
    at = NIGHTS - 1 - back
    nights[at] = nights[at] or 0
    raised = [*nights]
    raised[at] = min(10, nights[at] + more)

    before, after = judge(nights), judge(raised)

    trend = {"better": -2, "steady": 0, "worse": 2}
    if before.change and after.change:
        ends = [trend.get(one.change.word, 1 if one.change.mean > 0 else -1) for one in (before, after)]
        assert ends[0] <= ends[1]
    if back < 7 and chain(before) is not None:
        assert chain(before) <= chain(after)


@given(nights=diaries, back=st.integers(7, 13))
@draws(200)
def test_a_worse_night_of_the_week_before_never_turns_a_flare_into_better(nights, back):
    raised = [*nights]
    raised[NIGHTS - 1 - back] = 10

    if judge(nights).headline in ("flare", "worse"):
        assert judge(raised).headline != "better"


@given(nights=st.lists(st.none() | st.just("p") | st.integers(0, 10), min_size=NIGHTS, max_size=NIGHTS))
@draws(300)
def test_a_word_never_contradicts_both_printed_figures(nights):
    said = judge(nights)
    if said.change is None or said.headline not in ("better", "worse") or "p" in nights:
        return
    shares = [one.painful / one.answered for one in (said.now, said.before)]
    strengths = [one.strength for one in (said.now, said.before)]

    assert said.change.low <= said.change.mean <= said.change.high
    if None not in strengths:
        rising = shares[0] > shares[1] and strengths[0] > strengths[1]
        falling = shares[0] < shares[1] and strengths[0] < strengths[1]
        assert not (said.headline == "better" and rising)
        assert not (said.headline == "worse" and falling)


def wandering(draw, resemblance):
    """Six weeks in which nothing changes: around 4 with a spread of 2, one night in five not logged."""
    usual, level, out = draw.gauss(4, 1), draw.gauss(0, 1), []
    for _ in range(NIGHTS):
        level = resemblance * level + (1 - resemblance**2) ** 0.5 * draw.gauss(0, 1)
        out.append(None if draw.random() < 0.2 else max(0, min(10, round(usual + 2 * level))))
    return out


def false_words(count, resemblance):
    """The largest share of such diaries that is given one of the words better, worse, flare."""
    draw = random.Random(20261129)
    said = [judge(wandering(draw, resemblance)) for _ in range(count)]
    return max(
        sum(one.headline == "worse" for one in said) / count,
        sum(one.headline == "better" for one in said) / count,
        sum(one.flare for one in said) / count,
    )


def test_a_diary_in_which_nothing_changes_is_seldom_called_better_or_worse():
    assert false_words(1500, 0.3) <= 0.04


@pytest.mark.full
@pytest.mark.parametrize(("resemblance", "bound"), [(0.0, 0.02), (0.3, 0.04)])
def test_false_words_stay_rare_however_much_nights_resemble_each_other(resemblance, bound):
    assert false_words(20_000, resemblance) <= bound


def test_the_command_judges_each_line_as_of_its_own_last_night(tmp_path):
    night = {"pain": True, "episodes": [{"id": str(uuid4()), "intensity": 5}]}
    lines = [{"patient": "x", "nights": [{"date": "2026-11-28", **night}]}, {"patient": "y", "nights": []}]
    path, out = tmp_path / "diaries.jsonl", io.StringIO()
    path.write_text("\n".join(json.dumps(line) for line in lines))

    call_command("verdict", path, stdout=out)

    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["patient"], first["headline"], first["now"]["painful"]) == ("x", "too_few", 1)
    assert first["now"]["last"] == "2026-11-28"
    assert second["headline"] == "silent"


def test_the_command_names_the_line_at_fault(tmp_path):
    path = tmp_path / "diaries.jsonl"
    path.write_text('{"nights": []}\n{"nights": 3}\n')

    with pytest.raises(CommandError, match=r"^line 2: "):
        call_command("verdict", path)
